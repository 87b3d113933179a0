package io.nucleate.scorer.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.description.EquivalentDescriptions;
import io.nucleate.energy.hull.HullGuards;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

class RepeatsTest {
    private static final double WORST = -2;
    private static final Crystal SALT = GatesTest.rockSalt(Element.Na, Element.Cl, 5.64);

    @Test
    void eachRepeatKeepsHalfOfTheAdvantage() {
        Repeats repeats = new Repeats(10, 0.5);
        double[] values = new double[4];
        for (int i = 0; i < values.length; i++) {
            // A crystal with another lattice is of the same kind.
            Crystal crystal = GatesTest.rockSalt(Element.Na, Element.Cl, 5.6 + 0.01 * i);
            values[i] = repeats.discount(crystal, RewardValue.of("ehull", -0.2), WORST)
                    .value()
                    .getAsDouble();
        }
        assertThat(values).containsExactly(new double[] {-0.2, -1.1, -1.55, -1.775}, within(1e-12));
    }

    /** Rock salt with exchanged ions is the same crystal with another origin. */
    @Test
    void anotherDescriptionOfTheSameCrystalIsARepeat() {
        Repeats repeats = new Repeats(10, 0.5);
        Random random = new Random(5);
        Crystal perovskite = new Crystal(
                SpaceGroup.of(62),
                new Lattice(5.4, 7.6, 5.4, 90, 90, 90),
                List.of(
                        new Site(Element.Ti, 'b', 0, 0, 0.5),
                        new Site(Element.Ca, 'c', 0.035, 0.25, 0.993),
                        new Site(Element.O, 'c', 0.484, 0.25, 0.071),
                        new Site(Element.O, 'd', 0.289, 0.037, 0.711)));
        Set<List<Site>> descriptions = new HashSet<>();
        for (Crystal crystal : List.of(SALT, perovskite)) {
            for (int seen = 0; seen < 20; seen++) {
                Crystal described = EquivalentDescriptions.draw(crystal, random);
                descriptions.add(described.sites());
                assertThat(repeats.discount(described, RewardValue.of("ehull", -0.2), WORST)
                                .value()
                                .getAsDouble())
                        .isCloseTo(WORST + 1.8 * Math.pow(0.5, seen), within(1e-12));
            }
        }
        assertThat(descriptions).hasSizeGreaterThan(5);
    }

    @Test
    void aFactorOfOneDiscountsNothing() {
        Repeats repeats = new Repeats(10, 1);
        RewardValue value = RewardValue.of("ehull", -0.2);
        assertThat(repeats.discount(SALT, value, WORST)).isEqualTo(value);
        assertThat(repeats.discount(SALT, value, WORST)).isEqualTo(value);
    }

    @Test
    void theDiscountIsATermOfTheReward() {
        Repeats repeats = new Repeats(10, 0.5);
        repeats.discount(SALT, RewardValue.of("ehull", 0), WORST);
        assertThat(repeats.discount(SALT, RewardValue.of("ehull", 0), WORST).terms())
                .containsEntry("ehull", 0.0)
                .containsEntry(Repeats.TERM, -1.0);
    }

    @Test
    void otherCrystalsAreNotRepeats() {
        Repeats repeats = new Repeats(10, 0);
        List<Crystal> different = List.of(
                SALT,
                GatesTest.rockSalt(Element.K, Element.Cl, 6.3),
                new Crystal(SpaceGroup.of(221), SALT.lattice(), SALT.sites()));
        for (Crystal crystal : different) {
            assertThat(repeats.discount(crystal, RewardValue.of("ehull", -0.2), WORST)
                            .value())
                    .hasValue(-0.2);
        }
    }

    @Test
    void aRewardThatAbstainsIsNotDiscounted() {
        Repeats repeats = new Repeats(10, 0);
        RewardValue abstention = RewardValue.abstain(HullGuards.SPARSE_REFERENCE);
        assertThat(repeats.discount(SALT, abstention, WORST)).isSameAs(abstention);
        assertThat(repeats.discount(SALT, RewardValue.of("ehull", 0), WORST).value())
                .hasValue(0);
    }

    @Test
    void theMemoryForgetsTheKindNotSeenForLongest() {
        Repeats repeats = new Repeats(2, 0);
        RewardValue value = RewardValue.of("ehull", -0.2);
        Crystal potash = GatesTest.rockSalt(Element.K, Element.Cl, 6.3);
        Crystal lithia = GatesTest.rockSalt(Element.Li, Element.Cl, 5.1);
        for (Crystal crystal : List.of(SALT, potash, SALT, lithia)) {
            repeats.discount(crystal, value, WORST);
        }
        assertThat(repeats.discount(SALT, value, WORST).value()).hasValue(WORST);
        assertThat(repeats.discount(potash, value, WORST).value()).hasValue(-0.2);
    }

    @Test
    void refusesAFactorThatRewardsRepeats() {
        assertThatThrownBy(() -> new Repeats(10, 1.5)).hasMessageContaining("1.5");
    }
}
