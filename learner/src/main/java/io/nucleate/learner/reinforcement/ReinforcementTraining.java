package io.nucleate.learner.reinforcement;

import ai.djl.Device;

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
 * Trains a policy by the algorithm that its settings name: computes the densities, and takes the
 * gradient steps that raise the algorithm's surrogate. {@link Algorithm} leads to the algorithms.
 */
public final class ReinforcementTraining implements PolicyTraining {
    /** Tokens of one pass with gradient; bounds the memory of the graph, not the result. */
    private static final int TOKENS_PER_PASS = 2048;

    private final ReinforcementSettings settings;
    private final LearningRule rule;
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
    public ReinforcementTraining(ReinforcementSettings settings, Policy policy, Policy pretrained) {
        this(settings, policy, pretrained, List.of());
    }

    /** @param owned policies that are freed when this is closed */
    private ReinforcementTraining(
            ReinforcementSettings settings, Policy policy, Policy pretrained, List<Policy> owned) {
        this.settings = settings;
        this.rule = settings.algorithm().rule(settings);
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
            return new ReinforcementTraining(
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
    public double[] baseline() {
        return rule.baseline();
    }

    @Override
    public void restore(SafeTensors checkpoint, double[] baseline) {
        TrainingCheckpoint.restore(checkpoint, adam);
        rule.restore(baseline);
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
    public Diagnostics update(List<Experience> batch, Densities densities) {
        List<Crystal> crystals = crystals(batch);
        double[] proximal = densities.proximal();
        double[] weights =
                ClippedSurrogate.importanceWeights(batch, proximal, settings.importanceWeightMax());
        double kl = 0;
        double weightSum = 0;
        for (int i = 0; i < weights.length; i++) {
            kl += proximal[i] - densities.reference()[i];
            weightSum += weights[i];
        }
        LearningRule.Surrogate surrogate = rule.surrogate(batch, densities);
        double normSum = 0;
        for (int epoch = 0; epoch < settings.epochs(); epoch++) {
            surrogate.beginStep(epoch == 0 ? () -> proximal : () -> totals(policy, crystals));
            accumulateGradient(crystals, surrogate);
            normSum += adam.step(settings.learningRate(), settings.gradientNormMax(), 0);
        }
        return new Diagnostics(
                kl / batch.size(),
                surrogate.clipFraction(),
                weightSum / batch.size(),
                normSum / settings.epochs());
    }

    private static List<Crystal> crystals(List<Experience> batch) {
        return batch.stream().map(Experience::crystal).toList();
    }

    private static double[] totals(Policy policy, List<Crystal> crystals) {
        try (GradientMode ignored = GradientMode.off()) {
            return policy.logProb(crystals).stream().mapToDouble(LogProb::total).toArray();
        }
    }

    private void accumulateGradient(List<Crystal> crystals, LearningRule.Surrogate surrogate) {
        try (GradientMode ignored = GradientMode.recording()) {
            policy.forEachLogProb(
                    crystals,
                    TOKENS_PER_PASS,
                    Dropout.NONE,
                    (logProb, indices) -> Backward.accumulate(Scalars.scale(
                            surrogate.of(logProb, indices).sum(), -1.0 / crystals.size())));
        }
    }
}
