package io.nucleate.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.energy.Energetics;
import io.nucleate.energy.hull.ConvexHull.Decomposition;
import io.nucleate.energy.hull.HullGuards;
import io.nucleate.energy.property.Estimate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

class RewardsTest {
    private static final SampleEnergetics EXCELLENT = SampleEnergetics.EXCELLENT;

    private static final RewardSettings PLAIN = RewardSettings.DEFAULT.with(HullTrust.PLAIN);

    private static Reward reward(String expression) {
        return Rewards.of(expression, PLAIN);
    }

    private static double value(String expression, SampleEnergetics results) {
        return reward(expression).of(results.evidence()).value().getAsDouble();
    }

    /**
     * The band gap is 4 ± 0.1 eV and the dielectric constant 5 ± 0.1; 29.22 u/atom in 20 Å³ are
     * 2.426 g/cm³; the stress is a tenth of the force.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ehull | -0.05",
                "fom | 1.911",
                "force | -0.5",
                "target(band-gap, 3.8) | -0.3",
                "target(band-gap, 5) | -1.1",
                "target(band-gap, 5, 2) | -0.55",
                "target(band-gap, 25) | -3",
                "at-least(band-gap, 3.9) | 0",
                "at-least(band-gap, 4) | -0.1",
                "at-most(band-gap, 3) | -1.1",
                "at-least(dielectric, 10) | -1.02",
                "at-most(density, 1.426) | -0.5",
                "target(volume-per-atom, 15) | -0.5",
                "target(formation-energy, -2.45) | -1",
                "target(ehull, 0.3) | -0.5",
                "at-most(stress, 3.010883170) | -0.5",
                "ehull + 0.2*fom | 0.3322",
                "ehull + 0.5*charge-balanced + 0.25*novel | 0.7",
                "ehull if charge-balanced and novel | -0.05",
                "2*(ehull + force) | -1.1",
                "fom if ehull < 0.1 | 1.911",
                "fom if ehull < 0.05 | 0",
                "fom if band-gap > 3.9 | 0",
                "fom if band-gap > 3.8 and band-gap < 4.2 | 1.911",
                "ehull + (fom if density > 3) | -0.05",
                "ehull if density > 3 | -2",
                "(ehull if density > 2) if density < 3 | -0.05",
                ".5 * ehull+1e-1*ehull | -0.03",
            })
    void expressionsMeanWhatTheySay(String expression, double expected) {
        assertThat(value(expression, EXCELLENT.aboveHull(0.05).force(0.5)))
                .isCloseTo(expected, within(1e-3));
    }

    @Test
    void ehullIsFlooredAtTheHullAndCapped() {
        assertThat(value("ehull", EXCELLENT.aboveHull(-0.3))).isZero();
        assertThat(value("ehull", EXCELLENT.aboveHull(7))).isEqualTo(-2);
    }

    @Test
    void theFigureOfMeritIsCapped() {
        assertThat(value("fom", EXCELLENT.properties(new Estimate(10, 0), new Estimate(10, 0))))
                .isEqualTo(3);
        // The product of two negative numbers is positive, but must not count.
        assertThat(value("fom", EXCELLENT.properties(new Estimate(-4, 0), new Estimate(-5, 0))))
                .isZero();
    }

    @Test
    void aHullIsSparseWithFewerPhasesThanFurtherElements() {
        assertThat(reward("ehull").of(EXCELLENT.phases(1).evidence()).guards()).isEmpty();
        for (int phases : new int[] {2, 3}) {
            Energetics quaternary = SampleEnergetics.of(
                    "LiFePO4", -2, new Decomposition(-2.1, Map.of("LiFePO4", 1.0), phases));
            assertThat(reward("ehull").of(Evidence.of(quaternary)).value().isPresent())
                    .isEqualTo(phases == 3);
        }
        Reward everyHull = Rewards.of(
                "ehull",
                PLAIN.with(
                        new HullTrust(new HullGuards(0, 0.5), HullTrust.Implausible.ABSTAIN, 0)));
        assertThat(everyHull.of(EXCELLENT.phases(0).evidence()).value()).isPresent();
    }

    @Test
    void propertiesCountAsFarAsTheCrystalIsStable() {
        RewardValue halfway = reward("ehull + fom").of(EXCELLENT.aboveHull(0.2).evidence());
        assertThat(halfway.terms()).containsOnlyKeys("ehull", "fom", "unstable");
        assertThat(halfway.terms().get("unstable"))
                .isCloseTo(-halfway.terms().get("fom") / 2, within(1e-12));
        RewardValue off =
                reward("target(band-gap, 4)").of(EXCELLENT.aboveHull(0.2).evidence());
        assertThat(off.value().getAsDouble()).isCloseTo((-0.1 - 3) / 2, within(1e-12));
    }

    @Test
    void termsAreWeightedAndNamed() {
        assertThat(reward("0.5*ehull + 2*target(band-gap, 4)")
                        .of(EXCELLENT.aboveHull(0.08).evidence())
                        .terms())
                .containsOnlyKeys("ehull", "target(band-gap, 4)")
                .hasEntrySatisfying(
                        "ehull", term -> assertThat(term).isCloseTo(-0.04, within(1e-12)));
        assertThat(reward("fom if density > 3").of(EXCELLENT.evidence()).terms())
                .isEqualTo(Map.of("if", 0.0));
    }

    @Test
    void anUnmetConditionDecidesEvenIfOthersAreUndecided() {
        SampleEnergetics unknown = EXCELLENT.properties(null, null);
        assertThat(reward("ehull if band-gap > 1 and density > 9")
                        .of(unknown.evidence())
                        .value())
                .hasValue(-2);
        assertThat(reward("ehull if band-gap > 1 and density > 1").of(unknown.evidence()))
                .isEqualTo(RewardValue.abstain("unknown-band-gap"));
        assertThat(reward("fom + at-least(dielectric, 3)")
                        .of(unknown.evidence())
                        .guards())
                .containsExactly("unknown-band-gap", "unknown-dielectric");
    }

    @Test
    void withoutDeviationsTheEstimateItselfCounts() {
        RewardSettings trusting = new RewardSettings(
                2, HullTrust.PLAIN, StabilityWeight.DEFAULT, FomReward.Settings.DEFAULT, 3, 0);
        assertThat(Rewards.of("fom", trusting)
                        .of(EXCELLENT
                                .properties(
                                        new Estimate(4, Double.POSITIVE_INFINITY),
                                        new Estimate(5, 100))
                                .evidence())
                        .value())
                .hasValue(2);
    }

    @ParameterizedTest
    @CsvSource({
        "ehull+fom, ehull + fom",
        "1*ehull, ehull",
        "'target(band-gap,1.40,1)', 'target(band-gap, 1.4)'",
        "'target( band-gap , 2,.3 )', 'target(band-gap, 2, 0.3)'",
        "(ehull), ehull",
        "ehull+novel if charge-balanced and ehull<.1,"
                + " ehull + novel if charge-balanced and ehull < 0.1",
        "0.50*(ehull+fom)   if ehull<0.1, 0.5*(ehull + fom) if ehull < 0.1"
    })
    void namesAreTidy(String expression, String name) {
        assertThat(reward(expression).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "hardness | 'hardness' is at character 1 | ehull, fom, force, target(QUANTITY,"
                        + " VALUE[, SCALE])",
                "\"\" | it ends | a reward",
                "ehull + | it ends | a reward",
                "ehull fom | 'fom' is at character 7 | 'and' or the end",
                "0.2 fom | 'fom' is at character 5 | '*' after a weight",
                "ehull + -0.2*fom | -0.2 of fom | at-most(QUANTITY, VALUE)",
                "0*fom | 0 of fom | must be positive",
                "target(hardness, 3) | 'hardness' is at character 8 | band-gap (eV)",
                "target(band-gap) | ')' is at character 16 | ',' and a value",
                "target(band-gap, high) | 'high' is at character 18 | a number",
                "target(band-gap, 3, 0) | scale and cap of target(band-gap, 3, 0) | must be"
                        + " positive",
                "target(band-gap, 3 | it ends | ',' and a scale, or ')'",
                "fom if stable | 'stable' is at character 8 | charge-balanced, novel or a quantity:"
                        + " ehull (eV/atom)",
                "fom if novel < 1 | '<' is at character 14 | the end",
                "target(novel, 1) | 'novel' is at character 8 | band-gap (eV)",
                "fom if ehull = 0 | '=' is at character 14 | '<' or '>'",
                "1e999*ehull | '1e999' is at character 1 | a smaller number",
                "(fom | it ends | 'and' or ')'",
                "fom if ehull < 0.1 or fom | 'or' is at character 20 | the end",
            })
    void whatCannotBeReadIsRefusedWithThePlaceAndWhatIsKnown(
            String expression, String place, String remedy) {
        assertThatThrownBy(() -> reward(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + expression + "'")
                .hasMessageContaining(place)
                .hasMessageContaining(remedy);
    }

    @Test
    void theHelpNamesEveryQuantity() {
        for (Quantity quantity : Quantity.values()) {
            assertThat(Rewards.QUANTITIES).contains(quantity.label());
        }
        for (Fact fact : Fact.values()) {
            assertThat(Rewards.KNOWN).contains(fact.toString());
        }
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new StabilityWeight(0.3, 0.1)).hasMessageContaining("0.3");
        assertThatThrownBy(() -> new HullGuards(-1, 0.5)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new HullTrust(HullGuards.DEFAULT, null, -1))
                .hasMessageContaining("scoring.ehull.ignorance");
        assertThatThrownBy(() -> HullTrust.Implausible.of("best"))
                .hasMessageContainingAll("'best'", "worst, abstain");
        assertThatThrownBy(() -> new FomReward.Settings(0, 30)).hasMessageContaining("fom");
        assertThatThrownBy(() -> new EhullReward(0)).hasMessageContaining("cap of ehull");
        assertThatThrownBy(() -> new RewardSettings(
                        2,
                        HullTrust.PLAIN,
                        StabilityWeight.DEFAULT,
                        FomReward.Settings.DEFAULT,
                        3,
                        -1))
                .hasMessageContaining("deviations");
    }
}
