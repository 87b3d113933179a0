package io.nucleate.learner.reinforcement;

import io.nucleate.learner.reinforcement.PolicyTraining.Densities;

import java.util.List;

/**
 * {@code leave-one-out}: advantages as in REINFORCE leave-one-out (RLOO, arXiv 2402.14740). With R
 * = r − tau ln(p_proximal/p_pretrained) and n crystals in the batch
 *
 * <pre>
 *   A = R − mean(R of the other n − 1 crystals)
 * </pre>
 *
 * <ol>
 *   <li>The baseline of a crystal does not depend on the crystal, so it biases nothing.
 *   <li>The others are those of the whole batch, whatever their space group; with {@link Strata},
 *       those of its stratum. Where the batch is chosen, rewards are compared with all that it was
 *       chosen from, and the KL term within it.
 *   <li>Advantages are not scaled.
 *   <li>RLOO takes one step for each batch, without a clip. Here the objective is that of
 *       {@code nucleate}, decoupled and with a floor, so that several steps and stale crystals are
 *       safe: only the advantages differ.
 *   <li>A crystal alone in its batch, as the blocks of a deterministic run may have it, teaches
 *       nothing.
 *   <li>There is no baseline between batches.
 * </ol>
 */
final class LeaveOneOut implements LearningRule {
    private final ReinforcementSettings settings;

    LeaveOneOut(ReinforcementSettings settings) {
        this.settings = settings;
    }

    @Override
    public double[] excess(List<Experience> window) {
        return Peers.ofStrata(window, settings.strata()).lessOthers(LearningRule.rewards(window));
    }

    @Override
    public Surrogate surrogate(List<Experience> batch, double[] excess, Densities densities) {
        double[] penalties = Peers.ofStrata(batch, settings.strata())
                .lessOthers(densities.penalties(settings.klPenalty()));
        double[] advantages = new double[excess.length];
        for (int i = 0; i < advantages.length; i++) {
            advantages[i] = excess[i] - penalties[i];
        }
        return ClippedSurrogate.decoupled(batch, densities.proximal(), advantages, settings);
    }
}
