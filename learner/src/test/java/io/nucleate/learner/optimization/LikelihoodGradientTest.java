package io.nucleate.learner.optimization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;

import io.nucleate.crystal.Crystal;
import io.nucleate.policy.Dropout;
import io.nucleate.policy.LogProb;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.TestPolicies;
import io.nucleate.tensors.Adam;
import io.nucleate.tensors.Backward;
import io.nucleate.tensors.GradientMode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Gradients of the policy's likelihood, and steps along them. */
class LikelihoodGradientTest {
    private static List<Crystal> crystals(Policy policy) {
        return policy.sample(24, SamplingSettings.DEFAULT, new SplittableRandom(1)).stream()
                .map(SampledCrystal::crystal)
                .toList();
    }

    private static void accumulate(Policy policy, List<Crystal> crystals) {
        try (GradientMode ignored = GradientMode.recording()) {
            policy.forEachLogProb(
                    crystals,
                    40,
                    Dropout.NONE,
                    (logProb, indices) -> Backward.accumulate(logProb.sum().neg()));
        }
    }

    private static double negativeLogLikelihood(Policy policy, List<Crystal> crystals) {
        try (GradientMode ignored = GradientMode.off()) {
            return -policy.logProb(crystals).stream()
                    .mapToDouble(LogProb::total)
                    .sum();
        }
    }

    /**
     * The likelihood's gradient, Bessel functions and mixtures included, against central
     * differences.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "output.bias",
                "input.x.weight",
                "layers.0.attention.key.weight",
                "first_wyckoff.hidden.bias"
            })
    void gradientsAreThoseOfTheLikelihood(String name) {
        try (Policy policy = TestPolicies.tiny(3);
                Adam adam = new Adam(
                        policy.parameters().asMap(), policy.parameters().manager())) {
            List<Crystal> crystals = crystals(policy);
            accumulate(policy, crystals);
            NDArray parameter = policy.parameters().get(name);
            float[] gradient = parameter.getGradient().toFloatArray();
            int largest = 0;
            for (int i = 0; i < gradient.length; i++) {
                largest = Math.abs(gradient[i]) > Math.abs(gradient[largest]) ? i : largest;
            }
            float h = 2e-3f;
            double above = shifted(policy, parameter, largest, h, crystals);
            double below = shifted(policy, parameter, largest, -h, crystals);
            assertThat((above - below) / (2 * h))
                    .isCloseTo(
                            gradient[largest], within(0.02 * Math.abs(gradient[largest]) + 0.05));
        }
    }

    private static double shifted(
            Policy policy, NDArray parameter, int index, float by, List<Crystal> crystals) {
        float[] values = parameter.toFloatArray();
        float[] changed = values.clone();
        changed[index] += by;
        try (GradientMode ignored = GradientMode.off()) {
            parameter.set(changed);
            double result = negativeLogLikelihood(policy, crystals);
            parameter.set(values);
            return result;
        }
    }

    /**
     * Operands that only Java knew of would be gone by the backward pass; their memory is
     * overwritten here.
     */
    @Test
    void gradientsSurviveGarbageCollection() {
        try (Policy policy = TestPolicies.tiny(6);
                Adam adam = new Adam(
                        policy.parameters().asMap(), policy.parameters().manager())) {
            List<Crystal> crystals = crystals(policy);
            accumulate(policy, crystals);
            float[] calm =
                    policy.parameters().get("input.x.weight").getGradient().toFloatArray();
            adam.step(0, 1, 0);
            try (GradientMode ignored = GradientMode.recording()) {
                policy.forEachLogProb(crystals, 40, Dropout.NONE, (logProb, indices) -> {
                    NDArray loss = logProb.sum().neg();
                    System.gc();
                    List<ByteBuffer> overwriting = new ArrayList<>();
                    for (int i = 0; i < 20_000; i++) {
                        overwriting.add(ByteBuffer.allocateDirect(4).putInt(0, 0x7fc00000));
                    }
                    Backward.accumulate(loss);
                    assertThat(overwriting).hasSize(20_000);
                });
            }
            float[] disturbed =
                    policy.parameters().get("input.x.weight").getGradient().toFloatArray();
            assertThat(disturbed).containsExactly(calm);
        }
    }

    @Test
    void stepsFollowTheLikelihoodUphill() {
        try (Policy policy = TestPolicies.tiny(5);
                Adam adam = new Adam(
                        policy.parameters().asMap(), policy.parameters().manager())) {
            List<Crystal> crystals = crystals(policy);
            double before = negativeLogLikelihood(policy, crystals);
            for (int i = 0; i < 30; i++) {
                accumulate(policy, crystals);
                adam.step(5e-3, 1, 0);
            }
            assertThat(negativeLogLikelihood(policy, crystals)).isLessThan(before - 24 * 5);
        }
    }
}
