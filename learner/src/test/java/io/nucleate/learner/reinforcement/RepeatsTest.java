package io.nucleate.learner.reinforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.TestCrystals;
import io.nucleate.crystal.description.EquivalentDescriptions;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;

class RepeatsTest {
    private static final double WORST = -2;
    private static final Crystal SALT = rockSalt(Element.Na, 5.64);
    private static final Crystal POTASH = rockSalt(Element.K, 6.3);
    private static final Crystal LITHIA = rockSalt(Element.Li, 5.1);

    private static Crystal rockSalt(Element metal, double lengthAngstrom) {
        return TestCrystals.rockSalt(metal, Element.Cl, lengthAngstrom);
    }

    private static double paid(Repeats repeats, Crystal crystal, double reward) {
        Experience experience = new Experience(crystal, 0, -1, reward, OptionalDouble.of(WORST));
        return repeats.discount(experience).reward();
    }

    @Test
    void eachRepeatKeepsHalfOfTheAdvantage() {
        Repeats repeats = new Repeats(10, 0.5);
        double[] values = new double[4];
        for (int i = 0; i < values.length; i++) {
            // A crystal with another lattice is of the same kind.
            values[i] = paid(repeats, rockSalt(Element.Na, 5.6 + 0.01 * i), -0.2);
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
                assertThat(paid(repeats, described, -0.2))
                        .isCloseTo(WORST + 1.8 * Math.pow(0.5, seen), within(1e-12));
            }
        }
        assertThat(descriptions).hasSizeGreaterThan(5);
    }

    @Test
    void repeatingTheBestCrystalPaysLessThanMediocreNewOnes() {
        Repeats repeats = new Repeats(1000, 0.5);
        double mean = 0;
        for (int i = 0; i < 100; i++) {
            mean += paid(repeats, SALT, 0) / 100;
        }
        assertThat(mean).isLessThan(-1.9);
    }

    @Test
    void nothingFallsBelowTheWorstReward() {
        Repeats repeats = new Repeats(10, 0);
        paid(repeats, SALT, WORST);
        assertThat(paid(repeats, SALT, WORST)).isEqualTo(WORST);
        double roundedBelow = Math.nextDown(WORST);
        assertThat(paid(repeats, SALT, roundedBelow)).isEqualTo(roundedBelow);
    }

    @Test
    void aFactorOfOneDiscountsNothing() {
        Repeats repeats = new Repeats(10, 1);
        assertThat(paid(repeats, SALT, -0.2)).isEqualTo(-0.2);
        assertThat(paid(repeats, SALT, -0.2)).isEqualTo(-0.2);
    }

    /** Scorers of earlier releases took the discount themselves. */
    @Test
    void aRewardWithoutAWorstStaysAsItIs() {
        Repeats repeats = new Repeats(10, 0);
        Experience earlier = new Experience(SALT, 0, -1, -0.2);
        assertThat(repeats.discount(earlier)).isSameAs(earlier);
        assertThat(repeats.discount(earlier)).isSameAs(earlier);
    }

    @Test
    void otherCrystalsAreNotRepeats() {
        Repeats repeats = new Repeats(10, 0);
        for (Crystal crystal : List.of(
                SALT, POTASH, new Crystal(SpaceGroup.of(221), SALT.lattice(), SALT.sites()))) {
            assertThat(paid(repeats, crystal, -0.2)).isEqualTo(-0.2);
        }
    }

    @Test
    void theMemoryForgetsTheKindNotSeenForLongestAcrossARestore() {
        Repeats repeats = new Repeats(2, 0);
        for (Crystal crystal : List.of(SALT, POTASH, SALT)) {
            paid(repeats, crystal, -0.2);
        }
        Repeats restored = new Repeats(2, 0);
        restored.restore(repeats.state());
        paid(restored, LITHIA, -0.2);
        assertThat(restored.state()).hasSize(2);
        assertThat(paid(restored, SALT, -0.2)).isEqualTo(WORST);
        assertThat(paid(restored, POTASH, -0.2)).isEqualTo(-0.2);
    }

    @Test
    void settingsThatRewardRepeatsAreRefused() {
        assertThatThrownBy(() -> new ReinforcementSettings(
                        Algorithm.NUCLEATE, 4, 1, 1e-2, 0.2, 1, 0.01, 2, 2, 0.98, 10, 2000, 1.5))
                .hasMessageContaining("1.5");
        assertThatThrownBy(() -> new ReinforcementSettings(
                        Algorithm.NUCLEATE, 4, 1, 1e-2, 0.2, 1, 0.01, 2, 2, 0.98, 10, 0, 0.5))
                .hasMessageContaining("memory of 0");
    }
}
