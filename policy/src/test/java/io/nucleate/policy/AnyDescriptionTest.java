package io.nucleate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.description.EquivalentDescriptions;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;

class AnyDescriptionTest {
    private static final PolicyConfig TINY =
            new PolicyConfig(3, 4, 2, 16, 2, 2, 8, 16, 8, 6, PolicyConfig.Convention.SAMPLED);

    private static Crystal salt(Element first, Element second) {
        return new Crystal(
                SpaceGroup.of(225),
                new Lattice(5.6, 5.6, 5.6, 90, 90, 90),
                List.of(new Site(first, 'a', 0, 0, 0), new Site(second, 'b', 0.5, 0.5, 0.5)));
    }

    /**
     * Rock salt has two descriptions; the estimate is of the sum of their densities, whichever one
     * is given.
     */
    @Test
    void addsUpTheDescriptions() {
        Crystal given = salt(Element.Na, Element.Cl);
        Crystal swapped = salt(Element.Cl, Element.Na);
        try (Policy policy =
                Policy.initialize(TINY, SpaceGroupDistribution.uniform(), 3, Device.cpu())) {
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
