package io.nucleate.learner.reinforcement;

import io.nucleate.learner.reinforcement.PolicyTraining.Densities;

import java.util.List;

/**
 * {@code nucleate}: sequence-level proximal policy optimisation (arXiv 2504.02367, section II B)
 * for crystals that were scored while the policy moved on. For a crystal x of space group G with
 * reward r
 *
 * <pre>
 *   A = (r − b(G) − tau ln(p_proximal/p_pretrained)) / spread
 *   objective = min(p_proximal/p_behaviour, w_max)
 *             · max(min(ratio A, clip(ratio, 1 ± c) A), 3 min(A, 0)),  ratio = p/p_proximal
 * </pre>
 *
 * <ol>
 *   <li>b(G) is a running mean of each space group, drawn towards the overall one; it takes the
 *       rewards of all that was priced, chosen or not, after the batch was compared with it
 *       ({@link Baseline}).
 *   <li>The baseline knows nothing of the KL term.
 *   <li>With {@link Strata}, each stratum has a baseline of its own, drawn towards the stratum's
 *       mean ({@link StratifiedBaseline}), and the KL term is taken less its mean over the batch's
 *       crystals of the stratum: else strata in which more was learned would lose their share.
 *   <li>spread is the root mean square of the batch's advantages, and at least 0.05, so that equal
 *       rewards are not blown up into noise.
 *   <li>The objective is decoupled and has a floor ({@link ClippedSurrogate#decoupled}).
 * </ol>
 */
final class DecoupledPolicyOptimization implements LearningRule {
    /** Least spread of the advantages, so that equal rewards are not blown up into noise. */
    private static final double SMALLEST_SPREAD = 0.05;

    private final ReinforcementSettings settings;
    private final StratifiedBaseline baseline;

    DecoupledPolicyOptimization(ReinforcementSettings settings) {
        this.settings = settings;
        this.baseline = new StratifiedBaseline(
                settings.strata(), settings.baselineDecay(), settings.baselinePrior());
    }

    @Override
    public double[] excess(List<Experience> window) {
        return window.stream()
                .mapToDouble(one -> one.reward() - baseline.expected(one.crystal()))
                .toArray();
    }

    @Override
    public void count(List<Experience> window) {
        window.forEach(one -> baseline.add(one.crystal(), one.reward()));
    }

    @Override
    public Surrogate surrogate(List<Experience> batch, double[] excess, Densities densities) {
        return ClippedSurrogate.decoupled(
                batch, densities.proximal(), advantages(batch, excess, densities), settings);
    }

    /** Returns A of each crystal. */
    double[] advantages(List<Experience> batch, double[] excess, Densities densities) {
        double[] penalties = penalties(batch, densities);
        double[] advantages = new double[excess.length];
        double squares = 0;
        for (int i = 0; i < advantages.length; i++) {
            advantages[i] = excess[i] - penalties[i];
            squares += advantages[i] * advantages[i];
        }
        double spread = Math.max(SMALLEST_SPREAD, Math.sqrt(squares / advantages.length));
        for (int i = 0; i < advantages.length; i++) {
            advantages[i] /= spread;
        }
        return advantages;
    }

    /** Returns the KL terms, with strata less their mean over the stratum in the batch. */
    private double[] penalties(List<Experience> batch, Densities densities) {
        double[] penalties = densities.penalties(settings.klPenalty());
        return settings.strata().isNone()
                ? penalties
                : Peers.ofStrata(batch, settings.strata()).centred(penalties);
    }

    @Override
    public double[] baseline() {
        return baseline.state();
    }

    @Override
    public void restore(double[] state) {
        baseline.restore(state);
    }
}
