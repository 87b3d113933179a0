package io.nucleate.learner.reinforcement;

import io.nucleate.learner.reinforcement.PolicyTraining.Densities;

import java.util.List;

/**
 * {@code group-relative}: advantages as in group relative policy optimisation (GRPO, DeepSeekMath,
 * arXiv 2402.03300, section 4.1.2). With R = r − tau ln(p_proximal/p_pretrained)
 *
 * <pre>
 *   A = (R − mean(R)) / std(R),  over the crystals of the same space group in the batch
 * </pre>
 *
 * <ol>
 *   <li>The question that GRPO answers several times is here the space group, which the policy does
 *       not choose.
 *   <li>A group with fewer than four crystals in the batch has no mean worth the name: its crystals
 *       are compared with the whole batch ({@link Peers}).
 *   <li>With {@link Strata}, groups are of one space group and one stratum, and crystals of small
 *       groups are compared with their stratum, however few they are.
 *   <li>std divides by the number of crystals, and is at least 0.05, so that equal rewards are not
 *       blown up into noise.
 *   <li>Where the batch is chosen, mean(r) is that of all crystals it was chosen from, while mean
 *       of the KL term and std are those of the chosen.
 *   <li>The KL term belongs to the reward, as in the other algorithms. GRPO adds p_pretrained/p −
 *       ln(p_pretrained/p) − 1 to the loss instead, whose exponential has no bound for densities.
 *   <li>The objective is that of {@code nucleate}, decoupled and with a floor: only the advantages
 *       differ.
 *   <li>There is no baseline between batches.
 * </ol>
 */
final class GroupRelative implements LearningRule {
    /** Least standard deviation, so that equal rewards are not blown up into noise. */
    private static final double SMALLEST_DEVIATION = 0.05;

    private final ReinforcementSettings settings;

    GroupRelative(ReinforcementSettings settings) {
        this.settings = settings;
    }

    @Override
    public double[] excess(List<Experience> window) {
        return new Peers(window, settings.strata()).centred(LearningRule.rewards(window));
    }

    @Override
    public Surrogate surrogate(List<Experience> batch, double[] excess, Densities densities) {
        double[] penalties = densities.penalties(settings.klPenalty());
        Peers peers = new Peers(batch, settings.strata());
        double[] centredPenalties = peers.centred(penalties);
        double[] advantages = new double[excess.length];
        double[] regularised = new double[excess.length];
        double[] means = new double[excess.length];
        for (int i = 0; i < advantages.length; i++) {
            advantages[i] = excess[i] - centredPenalties[i];
            regularised[i] = batch.get(i).reward() - penalties[i];
            means[i] = regularised[i] - advantages[i];
        }
        double[] deviations = peers.deviations(regularised, means);
        for (int i = 0; i < advantages.length; i++) {
            advantages[i] /= Math.max(SMALLEST_DEVIATION, deviations[i]);
        }
        return ClippedSurrogate.decoupled(batch, densities.proximal(), advantages, settings);
    }
}
