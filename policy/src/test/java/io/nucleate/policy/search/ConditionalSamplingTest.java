package io.nucleate.policy.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.TestPolicies;
import io.nucleate.policy.constraints.Constraints;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;

class ConditionalSamplingTest {
    private static Policy policy() {
        return TestPolicies.tiny(1);
    }

    /** Brute force: draws without constraints, of which those are kept that satisfy them. */
    @Test
    void weightedDrawsStandForTheConditionalDensity() {
        try (Policy policy = policy()) {
            Constraints constraints =
                    Constraints.parse("elements=Li,O,Fe required-elements=O max-atoms=12");
            List<ConditionalSampling.Weighted> every = ConditionalSampling.draw(
                    policy.under(Constraints.parse("elements=Li,O,Fe")),
                    4_000,
                    SamplingSettings.DEFAULT,
                    new SplittableRandom(2),
                    1);
            List<ConditionalSampling.Weighted> conditional = ConditionalSampling.draw(
                    policy.under(constraints),
                    4_000,
                    SamplingSettings.DEFAULT,
                    new SplittableRandom(3),
                    1);
            double satisfying = every.stream()
                    .filter(draw -> satisfies(draw.sample()))
                    .mapToDouble(ConditionalSampling.Weighted::weight)
                    .sum();
            double oxides = every.stream()
                            .filter(draw -> satisfies(draw.sample()))
                            .filter(draw -> isOxygenOnly(draw.sample()))
                            .mapToDouble(ConditionalSampling.Weighted::weight)
                            .sum()
                    / satisfying;
            double estimated = conditional.stream()
                    .filter(draw -> isOxygenOnly(draw.sample()))
                    .mapToDouble(ConditionalSampling.Weighted::weight)
                    .sum();
            assertThat(estimated).isCloseTo(oxides, within(0.06));
            assertThat(conditional.stream()
                            .mapToDouble(ConditionalSampling.Weighted::weight)
                            .sum())
                    .isCloseTo(1, within(1e-9));
        }
    }

    private static boolean satisfies(SampledCrystal sample) {
        Composition composition = sample.crystal().composition();
        return composition.amount(Element.O) > 0
                && sample.crystal().atomCount() / sample.crystal().spaceGroup().centrings().length
                        <= 12;
    }

    private static boolean isOxygenOnly(SampledCrystal sample) {
        return sample.crystal().composition().elements().size() == 1;
    }
}
