package io.nucleate.learner.reinforcement;

import io.nucleate.learner.reinforcement.PolicyTraining.Densities;

import java.util.List;

/**
 * {@code naive}: proximal policy optimisation that takes no account of how old a crystal is, to be
 * compared with {@code nucleate}. AReaL (arXiv 2505.24298, table 2) calls it naive PPO. With the
 * advantage A of {@link DecoupledPolicyOptimization}
 *
 * <pre>
 *   objective = max(min(ratio A, clip(ratio, 1 ± c) A), 3 min(A, 0)),  ratio = p/p_behaviour
 * </pre>
 *
 * <ol>
 *   <li>The policy that drew the crystal is the anchor of the ratio, and there is no weight. All
 *       else is as in {@code nucleate}: baseline, scale, KL term and floor.
 *   <li>Where all crystals are of the newest version, the two are the same.
 * </ol>
 */
final class NaivePolicyOptimization implements LearningRule {
    private final double clip;
    private final DecoupledPolicyOptimization decoupled;

    NaivePolicyOptimization(ReinforcementSettings settings) {
        clip = settings.clip();
        decoupled = new DecoupledPolicyOptimization(settings);
    }

    @Override
    public double[] excess(List<Experience> window) {
        return decoupled.excess(window);
    }

    @Override
    public void count(List<Experience> window) {
        decoupled.count(window);
    }

    @Override
    public Surrogate surrogate(List<Experience> batch, double[] excess, Densities densities) {
        return ClippedSurrogate.naive(batch, decoupled.advantages(batch, excess, densities), clip);
    }

    @Override
    public double[] baseline() {
        return decoupled.baseline();
    }

    @Override
    public void restore(double[] state) {
        decoupled.restore(state);
    }
}
