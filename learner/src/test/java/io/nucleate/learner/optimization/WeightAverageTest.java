package io.nucleate.learner.optimization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.policy.Policy;
import io.nucleate.policy.TestPolicies;
import io.nucleate.tensors.SafeTensors;

import org.junit.jupiter.api.Test;

class WeightAverageTest {
    private static final String NAME = "output.bias";

    private static float first(SafeTensors weights) {
        return weights.tensor(NAME).values()[0];
    }

    private static WeightAverage average(Policy policy, double decay) {
        return new WeightAverage(
                policy.parameters().asMap(), policy.parameters().manager(), decay);
    }

    /** By hand: the past counts 0, 1/10, 2/11, … until the decay is reached. */
    @Test
    void averagesWithTheGivenDecay() {
        try (Policy policy = TestPolicies.tiny(1);
                WeightAverage average = average(policy, 0.15)) {
            double expected = 0;
            double[] pasts = {0, 1.0 / 10, 0.15, 0.15};
            for (int i = 0; i < 4; i++) {
                policy.parameters().get(NAME).addi(1f);
                average.update();
                expected = pasts[i] * expected + (1 - pasts[i]) * (i + 1);
                assertThat((double) first(average.weights(policy)))
                        .isCloseTo(expected, within(1e-6));
            }
            assertThat(first(policy.toSafeTensors())).isEqualTo(4);
            assertThat(average.weights(policy).metadata())
                    .isEqualTo(policy.toSafeTensors().metadata());
        }
    }

    @Test
    void withoutDecayItIsTheLatest() {
        try (Policy policy = TestPolicies.tiny(1);
                WeightAverage average = average(policy, 0)) {
            average.update();
            policy.parameters().get(NAME).addi(1f);
            average.update();
            assertThat(average.weights(policy).tensor("output.weight").values())
                    .containsExactly(
                            policy.toSafeTensors().tensor("output.weight").values());
        }
    }
}
