package io.nucleate.learner.reinforcement;

import io.nucleate.learner.reinforcement.PolicyTraining.Densities;

import java.util.List;

/**
 * {@code ppo}: proximal policy optimisation as CrystalFormer-RL describes it (arXiv 2504.02367,
 * section II B). For a crystal x with reward r
 *
 * <pre>
 *   A = r − tau ln(p_proximal/p_pretrained) − b
 *   objective = min(ratio A, clip(ratio, 1 ± c) A),  ratio = p/p_behaviour
 * </pre>
 *
 * <ol>
 *   <li>b is one running mean of the rewards without the KL term: b ← 0.95 b + 0.05 mean(r), once
 *       for each batch. As in the authors' program, it takes the batch before the batch is compared
 *       with it, and begins with the mean of the first batch. Where the batch is chosen, mean(r) is
 *       that of all it was chosen from.
 *   <li>Advantages are not scaled.
 *   <li>The ratio is to the policy that drew the crystal, with no truncated weight and no floor
 *       under a negative advantage.
 *   <li>The KL term belongs to the reward: it is computed once, before the first gradient step. The
 *       authors' program computes it anew in each step and takes its gradient too.
 *   <li>The authors learn from what the newest version drew; here crystals may be
 *       {@code learning.stalenessMax} versions old.
 * </ol>
 */
final class ProximalPolicyOptimization implements LearningRule {
    /** Share of the running mean that one batch leaves in place: the paper's eta. */
    private static final double DECAY = 0.95;

    private final ReinforcementSettings settings;
    /** Running mean of the rewards; NaN before the first batch. */
    private double mean = Double.NaN;

    ProximalPolicyOptimization(ReinforcementSettings settings) {
        this.settings = settings;
    }

    @Override
    public double[] excess(List<Experience> window) {
        double expected = meanWith(window);
        return window.stream().mapToDouble(one -> one.reward() - expected).toArray();
    }

    /** Returns the running mean after a window. */
    private double meanWith(List<Experience> window) {
        double ofWindow =
                window.stream().mapToDouble(Experience::reward).average().orElseThrow();
        return Double.isNaN(mean) ? ofWindow : DECAY * mean + (1 - DECAY) * ofWindow;
    }

    @Override
    public void count(List<Experience> window) {
        mean = meanWith(window);
    }

    @Override
    public Surrogate surrogate(List<Experience> batch, double[] excess, Densities densities) {
        double[] penalties = densities.penalties(settings.klPenalty());
        double[] advantages = new double[excess.length];
        for (int i = 0; i < advantages.length; i++) {
            advantages[i] = excess[i] - penalties[i];
        }
        return ClippedSurrogate.plain(batch, advantages, settings.clip());
    }

    @Override
    public double[] baseline() {
        return Double.isNaN(mean) ? new double[0] : new double[] {mean};
    }

    @Override
    public void restore(double[] baseline) {
        if (baseline.length > 1) {
            throw new IllegalArgumentException("the algorithm ppo carries one running mean, but"
                    + " the state has a baseline of " + baseline.length
                    + " numbers: it is of a run with another learning.algorithm");
        }
        mean = baseline.length == 0 ? Double.NaN : baseline[0];
    }
}
