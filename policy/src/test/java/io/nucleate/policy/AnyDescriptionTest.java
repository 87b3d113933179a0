package io.nucleate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.TestCrystals;
import io.nucleate.crystal.description.EquivalentDescriptions;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;

class AnyDescriptionTest {
    /**
     * Rock salt has two descriptions; the estimate is of the sum of their densities, whichever one
     * is given.
     */
    @Test
    void addsUpTheDescriptions() {
        Crystal given = TestCrystals.rockSalt(Element.Na, Element.Cl, 5.6);
        Crystal swapped = TestCrystals.rockSalt(Element.Cl, Element.Na, 5.6);
        try (Policy policy = TestPolicies.tiny(3)) {
            List<LogProb> each = policy.logProb(List.of(given, swapped));
            double exact = Math.log(
                    Math.exp(each.get(0).total()) + Math.exp(each.get(1).total()));
            double[] estimates = AnyDescription.logProb(
                    policy, List.of(given, swapped), 4000, new SplittableRandom(1));
            assertThat(estimates).hasSize(2);
            assertThat(estimates[0]).isCloseTo(exact, within(0.05));
            assertThat(estimates[1]).isCloseTo(exact, within(0.05));
            Crystal drawn = EquivalentDescriptions.draw(given, new SplittableRandom(2));
            double one =
                    AnyDescription.logProb(policy, List.of(given), 1, new SplittableRandom(2))[0];
            assertThat(one)
                    .isCloseTo(
                            Math.log(2) + policy.logProb(List.of(drawn)).get(0).total(),
                            within(1e-5));
        }
    }
}
