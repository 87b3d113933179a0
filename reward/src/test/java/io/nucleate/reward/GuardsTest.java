package io.nucleate.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.energy.Energetics;
import io.nucleate.energy.hull.ConvexHull.Decomposition;
import io.nucleate.energy.hull.HullGuards;
import io.nucleate.energy.hull.IgnorancePrice;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;
import java.util.Optional;

/** What a cheating policy would draw stops paying, and each guard can be switched off. */
class GuardsTest {
    private static final RewardSettings DEFAULT = RewardSettings.DEFAULT;
    private static final SampleEnergetics EXCELLENT = SampleEnergetics.EXCELLENT;

    /** A crystal of a composition on a hull of some phases. */
    private static Evidence crystal(String formula, double aboveEvPerAtom, int phases) {
        Energetics energetics = SampleEnergetics.of(
                formula,
                -1.5 + aboveEvPerAtom,
                new Decomposition(-1.5, Map.of(formula, 1.0), phases));
        return new Evidence(energetics, Optional.of(true));
    }

    private static double worth(String expression, Evidence evidence) {
        return Rewards.of(expression, DEFAULT).of(evidence).value().getAsDouble();
    }

    /** The policy of a run of ten minutes settled just above the bound of two phases. */
    @Test
    void aCrystalOnThinSupportEarnsLessThanAHigherOneOnSolidSupport() {
        for (String expression : new String[] {"ehull", "at-most(ehull, 0)", "charge-balanced"}) {
            assertThat(worth(expression, crystal("BaTiO3", 0, 2)))
                    .as(expression)
                    .isLessThan(worth(expression, crystal("BaTiO3", 0.08, 16)));
        }
        assertThat(worth("ehull if ehull < 0.1", crystal("BaTiO3", 0, 2))).isEqualTo(-2);
        assertThat(worth("ehull if ehull < 0.1", crystal("BaTiO3", 0.05, 16))).isGreaterThan(-0.1);
    }

    @Test
    void whatIgnoranceCostsIsATerm() {
        RewardValue value = Rewards.of("2*ehull", DEFAULT).of(crystal("BaTiO3", 0.03, 3));
        double priceEvPerAtom = IgnorancePrice.shipped().evPerAtom(3, 3);
        assertThat(value.terms()).containsOnlyKeys("ehull", "ignorance");
        assertThat(value.terms().get("ehull")).isCloseTo(-0.06, within(1e-9));
        assertThat(value.terms().get("ignorance")).isCloseTo(-2 * priceEvPerAtom, within(1e-9));
        assertThat(Rewards.of("ehull", DEFAULT).of(crystal("BaTiO3", 3, 3)).value())
                .as("the price does not lead below the worst")
                .hasValue(-2);
        double lowPriceEvPerAtom = IgnorancePrice.shipped().evPerAtom(3, 6);
        assertThat(worth("ehull", crystal("BaTiO3", -lowPriceEvPerAtom - 0.01, 6)))
                .as("what lies below the complete hull has nothing to pay")
                .isZero();
    }

    /** The price could bring a crystal to where it should be; then the measured energy counts. */
    @ParameterizedTest
    @ValueSource(strings = {"target(ehull, 0.1)", "at-least(ehull, 0.1)", "ehull if ehull > 0.1"})
    void ignoranceNeverPays(String expression) {
        Reward plain = Rewards.of(expression, DEFAULT.with(HullTrust.PLAIN));
        for (double above = 0; above < 0.3; above += 0.01) {
            Evidence evidence = crystal("BaTiO3", above, 3);
            assertThat(worth(expression, evidence))
                    .isLessThanOrEqualTo(plain.of(evidence).value().getAsDouble());
        }
    }

    /** A condition that holds or not by the price is not met, whatever else is not known. */
    @Test
    void anUnmetConditionDecidesUnderThePriceToo() {
        Evidence unknown = Evidence.of(
                EXCELLENT.properties(null, null).phases(1).aboveHull(0.09).energetics());
        assertThat(Rewards.of("ehull if ehull < 0.1 and band-gap > 1", DEFAULT)
                        .of(unknown)
                        .value())
                .hasValue(-2);
        assertThat(Rewards.of("ehull if ehull > 0.1 and band-gap > 1", DEFAULT)
                        .of(unknown)
                        .value())
                .hasValue(-2);
    }

    @Test
    void theMeasuredEnergyIsWhatItWas() {
        Evidence evidence = crystal("BaTiO3", 0.05, 2);
        double before = evidence.energetics().energyAboveHullEvPerAtom();
        Rewards.of("ehull", DEFAULT).of(evidence);
        assertThat(evidence.energetics().energyAboveHullEvPerAtom()).isEqualTo(before);
        assertThat(evidence.onHullLowerBy(0.25).energetics().energyAboveHullEvPerAtom())
                .isCloseTo(before + 0.25, within(1e-12));
    }

    @Test
    void eachGuardCanBeSwitchedOff() {
        Reward plain = Rewards.of("ehull", DEFAULT.with(HullTrust.PLAIN));
        assertThat(plain.of(crystal("BaTiO3", 0.05, 2)).terms())
                .hasSize(1)
                .hasEntrySatisfying(
                        "ehull", term -> assertThat(term).isCloseTo(-0.05, within(1e-9)));
        assertThat(plain.of(EXCELLENT.aboveHull(-0.4).evidence()).value()).hasValue(0);
        assertThat(plain.of(EXCELLENT.aboveHull(-0.6).evidence()))
                .isEqualTo(RewardValue.abstain(HullGuards.IMPLAUSIBLE_ENERGY));
        Reward twice = Rewards.of(
                "ehull",
                DEFAULT.with(new HullTrust(HullGuards.DEFAULT, HullTrust.Implausible.ABSTAIN, 2)));
        assertThat(twice.of(crystal("BaTiO3", 0, 2)).terms().get("ignorance"))
                .isCloseTo(-2 * IgnorancePrice.shipped().evPerAtom(3, 2), within(1e-9));
    }

    /**
     * Hafnium has at most four charges to give, and NaCl2 lacks one; CuF14 and its like are what a
     * policy finds that looks for errors of potentials. Metals need no charges, and those of Fe3O4
     * are mixed.
     */
    @Test
    void unbalancedChargesEarnNothing() {
        for (String formula : new String[] {"Na2HfF8", "NaCl2", "Cs3O", "CuF14", "AuSe10"}) {
            assertThat(worth("charge-balanced", crystal(formula, 0, 200)))
                    .as(formula)
                    .isZero();
            assertThat(worth("ehull if charge-balanced", crystal(formula, 0, 200)))
                    .as(formula)
                    .isEqualTo(-2);
        }
        for (String formula :
                new String[] {"Na2HfF6", "NaCl", "Cs2O", "LiAl", "Nb3Sn", "ErSi2Rh2", "Fe3O4"}) {
            assertThat(worth("charge-balanced", crystal(formula, 0, 200)))
                    .as(formula)
                    .isEqualTo(1);
        }
    }

    @Test
    void factsPayNearTheHullOnly() {
        assertThat(worth(
                        "charge-balanced + novel",
                        EXCELLENT.phases(200).aboveHull(0.2).evidence()))
                .isCloseTo(1, within(0.01));
        assertThat(worth("charge-balanced + novel", EXCELLENT.aboveHull(0.4).evidence()))
                .isZero();
    }

    @Test
    void knownMaterialsAreNotNovel() {
        Evidence known = new Evidence(EXCELLENT.energetics(), Optional.of(false));
        assertThat(worth("novel", known)).isZero();
        assertThat(worth("ehull if novel", known)).isEqualTo(-2);
        assertThat(Rewards.of("novel", DEFAULT).of(Evidence.of(EXCELLENT.energetics())))
                .isEqualTo(RewardValue.abstain("unknown-novel"));
    }
}
