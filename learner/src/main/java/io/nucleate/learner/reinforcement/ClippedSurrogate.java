package io.nucleate.learner.reinforcement;

import ai.djl.ndarray.NDArray;

import io.nucleate.tensors.Scalars;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The clipped objective of proximal policy optimisation (arXiv 1707.06347, equation 7), for whole
 * crystals. With a crystal's advantage A, and its density p over an anchor density:
 *
 * <pre>
 *   ratio = p/p_anchor
 *   objective = weight · max(min(ratio A, clip(ratio, 1 ± c) A), d min(A, 0))
 * </pre>
 *
 * <p>The plain form has weight 1 and no floor d, the naive one weight 1 and the floor.
 */
final class ClippedSurrogate implements LearningRule.Surrogate {
    /**
     * Multiple of a negative advantage below which the objective is cut off (arXiv 1912.09729,
     * equation 5). Without it the clipped objective falls without bound as the ratio grows, and one
     * crystal with a sharp density can own the whole gradient.
     */
    private static final float DUAL_CLIP = 3;

    /** Bound of the log ratio, far beyond both clips, that keeps the exponential finite. */
    private static final float LOG_RATIO_MAX = 20;

    private final double[] anchors;
    private final double[] advantages;
    private final double[] weights;
    private final float low;
    private final float high;
    private final boolean hasFloor;
    /** Counted by all threads of a gradient step. */
    private final AtomicInteger clipped = new AtomicInteger();

    private ClippedSurrogate(
            double[] anchors,
            double[] advantages,
            double[] weights,
            double clip,
            boolean hasFloor) {
        this.anchors = anchors;
        this.advantages = advantages;
        this.weights = weights;
        this.low = (float) (1 - clip);
        this.high = (float) (1 + clip);
        this.hasFloor = hasFloor;
    }

    /** The plain form, anchored at the policy that drew the crystals. */
    static ClippedSurrogate plain(List<Experience> batch, double[] advantages, double clip) {
        return atBehaviour(batch, advantages, clip, false);
    }

    /** The plain form with the floor of the decoupled one. */
    static ClippedSurrogate naive(List<Experience> batch, double[] advantages, double clip) {
        return atBehaviour(batch, advantages, clip, true);
    }

    private static ClippedSurrogate atBehaviour(
            List<Experience> batch, double[] advantages, double clip, boolean hasFloor) {
        double[] behaviour =
                batch.stream().mapToDouble(Experience::behaviourLogProb).toArray();
        double[] weights = new double[behaviour.length];
        Arrays.fill(weights, 1);
        return new ClippedSurrogate(behaviour, advantages, weights, clip, hasFloor);
    }

    /**
     * The decoupled form for stale data (AReaL, arXiv 2505.24298, equation 5): it is anchored at
     * the policy at the start of the update, and the behaviour policy, which may be some versions
     * older, enters by a truncated weight. A negative advantage has a floor.
     */
    static ClippedSurrogate decoupled(
            List<Experience> batch,
            double[] proximal,
            double[] advantages,
            ReinforcementSettings settings) {
        double[] weights = importanceWeights(batch, proximal, settings.importanceWeightMax());
        return new ClippedSurrogate(proximal, advantages, weights, settings.clip(), true);
    }

    /** Returns p_proximal/p_behaviour of each crystal, truncated. */
    static double[] importanceWeights(List<Experience> batch, double[] proximal, double max) {
        double[] weights = new double[proximal.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.min(max, Math.exp(proximal[i] - batch.get(i).behaviourLogProb()));
        }
        return weights;
    }

    @Override
    public void beginStep(Supplier<double[]> logProb) {
        clipped.set(0);
    }

    @Override
    public NDArray of(NDArray logProb, int[] indices) {
        NDArray logRatio = logProb.sub(LearningRule.Surrogate.chosen(logProb, anchors, indices));
        NDArray ratio = Scalars.clamp(logRatio, -LOG_RATIO_MAX, LOG_RATIO_MAX).exp();
        NDArray advantage = LearningRule.Surrogate.chosen(logProb, advantages, indices);
        NDArray objective =
                ratio.mul(advantage).minimum(Scalars.clamp(ratio, low, high).mul(advantage));
        if (hasFloor) {
            objective = objective.maximum(advantage.minimum(0).mul(DUAL_CLIP));
        }
        for (float r : ratio.toFloatArray()) {
            clipped.addAndGet(r < low || r > high ? 1 : 0);
        }
        return objective.mul(LearningRule.Surrogate.chosen(logProb, weights, indices));
    }

    @Override
    public double clipFraction() {
        return clipped.doubleValue() / advantages.length;
    }
}
