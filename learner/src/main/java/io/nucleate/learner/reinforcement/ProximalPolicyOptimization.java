package io.nucleate.learner.reinforcement;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;

import io.nucleate.crystal.Crystal;
import io.nucleate.learner.optimization.TrainingCheckpoint;
import io.nucleate.policy.Dropout;
import io.nucleate.policy.LogProb;
import io.nucleate.policy.Policy;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.tensors.Adam;
import io.nucleate.tensors.Backward;
import io.nucleate.tensors.GradientMode;
import io.nucleate.tensors.SafeTensors;
import io.nucleate.tensors.Scalars;

import java.util.List;
import java.util.Map;

/**
 * Sequence-level proximal policy optimisation (arXiv 2504.02367, section II B) with the decoupled
 * objective for stale data (AReaL, arXiv 2505.24298, equation 5): the proximal policy is the one at
 * the start of the update, and the behaviour policy, which may be some versions older, enters by a
 * truncated weight. For a crystal x with reward r
 *
 * <pre>
 *   A = r − b(G) − tau ln(p_proximal/p_pretrained),  scaled to unit spread over the batch
 *   ratio = p/p_proximal,  weight = min(p_proximal/p_behaviour, w_max)
 *   loss = −mean( weight · max(min(ratio A, clip(ratio, 1 ± c) A), 3 min(A, 0)) )
 * </pre>
 */
public final class ProximalPolicyOptimization implements PolicyTraining {
    /** Tokens of one pass with gradient; bounds the memory of the graph, not the result. */
    private static final int TOKENS_PER_PASS = 2048;

    /**
     * Multiple of a negative advantage below which the objective is cut off (arXiv 1912.09729,
     * equation 5). Without it the clipped objective falls without bound as the ratio grows, and one
     * crystal with a sharp density can own the whole gradient.
     */
    private static final float DUAL_CLIP = 3;

    /** Bound of the log ratio, far beyond both clips, that keeps the exponential finite. */
    private static final float LOG_RATIO_MAX = 20;

    /** Least spread of the advantages, so that equal rewards are not blown up into noise. */
    private static final double SMALLEST_SPREAD = 0.05;

    private final ReinforcementSettings settings;
    private final Policy policy;
    private final Policy pretrained;
    private final Adam adam;
    private final List<Policy> owned;

    /**
     * The policies stay the caller's.
     *
     * @param policy learns in place
     * @param pretrained where the KL penalty is measured from
     */
    public ProximalPolicyOptimization(
            ReinforcementSettings settings, Policy policy, Policy pretrained) {
        this(settings, policy, pretrained, List.of());
    }

    /** @param owned policies that are freed when this is closed */
    private ProximalPolicyOptimization(
            ReinforcementSettings settings, Policy policy, Policy pretrained, List<Policy> owned) {
        this.settings = settings;
        this.owned = owned;
        this.policy = policy;
        this.pretrained = pretrained;
        adam = new Adam(policy.parameters().asMap(), policy.parameters().manager());
    }

    /** Loads policies of their files, and frees them when it is closed. */
    public static PolicyTraining.Loader loader(
            ReinforcementSettings settings, Constraints constraints, Device device) {
        return (weights, start) -> {
            Policy pretrained = Policy.of(start, device).under(constraints);
            Policy policy = Policy.of(weights, device).under(constraints);
            return new ProximalPolicyOptimization(
                    settings, policy, pretrained, List.of(policy, pretrained));
        };
    }

    @Override
    public int sitesMax() {
        return policy.config().sitesMax();
    }

    @Override
    public SafeTensors weights() {
        return policy.toSafeTensors();
    }

    @Override
    public SafeTensors checkpoint(Map<String, String> metadata) {
        return TrainingCheckpoint.of(policy, adam, metadata);
    }

    @Override
    public void restore(SafeTensors checkpoint) {
        TrainingCheckpoint.restore(checkpoint, adam);
    }

    @Override
    public void close() {
        adam.close();
        owned.forEach(Policy::close);
    }

    @Override
    public Densities densities(List<Experience> batch) {
        List<Crystal> crystals = crystals(batch);
        return new Densities(totals(policy, crystals), totals(pretrained, crystals));
    }

    @Override
    public Diagnostics update(List<Experience> batch, Densities densities, Baseline baseline) {
        List<Crystal> crystals = crystals(batch);
        double[] proximal = densities.proximal();
        double[] reference = densities.reference();
        double[] weights = new double[batch.size()];
        double kl = 0;
        double weightSum = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.min(
                    settings.importanceWeightMax(),
                    Math.exp(proximal[i] - batch.get(i).behaviourLogProb()));
            weightSum += weights[i];
            kl += proximal[i] - reference[i];
        }
        double[] advantages = advantages(batch, proximal, reference, baseline);
        batch.forEach(e -> baseline.add(e.crystal().spaceGroup(), e.reward()));

        double normSum = 0;
        int clipped = 0;
        for (int epoch = 0; epoch < settings.epochs(); epoch++) {
            clipped = accumulateGradient(crystals, proximal, advantages, weights);
            normSum += adam.step(settings.learningRate(), settings.gradientNormMax(), 0);
        }
        return new Diagnostics(
                kl / batch.size(),
                (double) clipped / batch.size(),
                weightSum / batch.size(),
                normSum / settings.epochs());
    }

    private double[] advantages(
            List<Experience> batch, double[] proximal, double[] reference, Baseline baseline) {
        double[] advantages = new double[batch.size()];
        double squares = 0;
        for (int i = 0; i < advantages.length; i++) {
            Experience experience = batch.get(i);
            advantages[i] = experience.reward()
                    - baseline.expected(experience.crystal().spaceGroup())
                    - settings.klPenalty() * (proximal[i] - reference[i]);
            squares += advantages[i] * advantages[i];
        }
        double spread = Math.max(SMALLEST_SPREAD, Math.sqrt(squares / advantages.length));
        for (int i = 0; i < advantages.length; i++) {
            advantages[i] /= spread;
        }
        return advantages;
    }

    private static List<Crystal> crystals(List<Experience> batch) {
        return batch.stream().map(Experience::crystal).toList();
    }

    private static double[] totals(Policy policy, List<Crystal> crystals) {
        try (GradientMode ignored = GradientMode.off()) {
            return policy.logProb(crystals).stream().mapToDouble(LogProb::total).toArray();
        }
    }

    /** Returns how many ratios lay outside the clip range. */
    private int accumulateGradient(
            List<Crystal> crystals, double[] proximal, double[] advantages, double[] weights) {
        int[] clipped = {0};
        try (GradientMode ignored = GradientMode.recording()) {
            policy.forEachLogProb(crystals, TOKENS_PER_PASS, Dropout.NONE, (logProb, indices) -> {
                NDArray logRatio = logProb.sub(chosen(logProb, proximal, indices));
                NDArray ratio =
                        Scalars.clamp(logRatio, -LOG_RATIO_MAX, LOG_RATIO_MAX).exp();
                NDArray advantage = chosen(logProb, advantages, indices);
                float low = (float) (1 - settings.clip());
                float high = (float) (1 + settings.clip());
                NDArray objective = ratio.mul(advantage)
                        .minimum(Scalars.clamp(ratio, low, high).mul(advantage))
                        .maximum(advantage.minimum(0).mul(DUAL_CLIP))
                        .mul(chosen(logProb, weights, indices));
                for (float r : ratio.toFloatArray()) {
                    clipped[0] += r < low || r > high ? 1 : 0;
                }
                Backward.accumulate(Scalars.scale(objective.sum(), -1.0 / crystals.size()));
            });
        }
        return clipped[0];
    }

    private static NDArray chosen(NDArray like, double[] values, int[] indices) {
        float[] chosen = new float[indices.length];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = (float) values[indices[i]];
        }
        return like.getManager().create(chosen);
    }
}
