package io.nucleate.scorer.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatsTest {
    private static final double WORST = -2;
    private static final Crystal SALT = GatesTest.rockSalt(Element.Na, Element.Cl, 5.64);

    @Test
    void eachRepeatKeepsHalfOfTheAdvantage() {
        Repeats repeats = new Repeats(10, 0.5);
        double[] values = new double[4];
        for (int i = 0; i < values.length; i++) {
            // The same crystal with another lattice is the same again.
            Crystal crystal = GatesTest.rockSalt(Element.Na, Element.Cl, 5.6 + 0.01 * i);
            values[i] = repeats.discount(crystal, RewardValue.of("ehull", -0.2), WORST)
                    .value()
                    .getAsDouble();
        }
        assertThat(values).containsExactly(new double[] {-0.2, -1.1, -1.55, -1.775}, within(1e-12));
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
                new Crystal(io.nucleate.crystal.SpaceGroup.of(221), SALT.lattice(), SALT.sites()));
        for (Crystal crystal : different) {
            assertThat(repeats.discount(crystal, RewardValue.of("ehull", -0.2), WORST)
                            .value())
                    .hasValue(-0.2);
        }
    }

    @Test
    void abstentionStaysAbstention() {
        Repeats repeats = new Repeats(10, 0);
        RewardValue abstention = RewardValue.abstain(EhullReward.SPARSE_REFERENCE);
        assertThat(repeats.discount(SALT, abstention, WORST)).isSameAs(abstention);
        assertThat(repeats.discount(SALT, RewardValue.of("ehull", 0), WORST).value())
                .hasValue(0);
    }

    @Test
    void theMemoryForgetsWhatWasNotSeenForLongest() {
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
