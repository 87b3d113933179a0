package io.nucleate.learner.reinforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.TestCrystals;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.TestPolicies;
import io.nucleate.policy.constraints.Constraints;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

class ElementSharesTest {
    private static final double WORST = -2;
    private static final ElementShareSettings SETTINGS = new ElementShareSettings(3, 5);
    private static final Crystal SODIUM = TestCrystals.rockSalt(Element.Na, Element.Cl, 5.64);
    private static final Crystal MERCURY = TestCrystals.rockSalt(Element.Hg, Element.Cl, 5.64);

    /** What the policy of the cheat draws at the start. */
    private static final List<SampledCrystal> START = start();

    private static double paid(ElementShares shares, Crystal crystal, double reward) {
        Experience experience = new Experience(crystal, 0, -1, reward, OptionalDouble.of(WORST));
        return shares.discount(experience).reward();
    }

    /** Counts a start in which one crystal in so many has mercury; none is discounted. */
    private static ElementShares started(int every) {
        ElementShares shares = new ElementShares(SETTINGS);
        for (int i = 0; i < RunningShares.FIRST; i++) {
            assertThat(paid(shares, i % every == 0 ? MERCURY : SODIUM, -0.2)).isEqualTo(-0.2);
        }
        return shares;
    }

    /** The running mean of n more crystals with mercury, from a share of 1 in 20. */
    @Test
    void theAdvantageFallsSmoothlyAboveThreeTimesTheStart() {
        ElementShares shares = started(20);
        double decay = 1 - 1.0 / RunningShares.FIRST;
        double before = -0.2;
        for (int n = 0; n < 400; n++) {
            double share = 1 - 0.95 * Math.pow(decay, n);
            double over = Math.max(0, share / 0.15 - 1);
            double paid = paid(shares, MERCURY, -0.2);
            assertThat(paid).isCloseTo(WORST + 1.8 * Math.exp(-5 * over), within(1e-9));
            assertThat(before - paid).isBetween(0.0, 0.06);
            before = paid;
        }
        assertThat(before).isLessThan(-1.9);
        assertThat(paid(shares, SODIUM, -0.2)).as("without mercury").isEqualTo(-0.2);
    }

    @Test
    void anElementThatTheStartHardlyHasMayComeNowAndThen() {
        ElementShares shares = started(1000);
        for (int i = 0; i < 5000; i++) {
            assertThat(paid(shares, i % 100 == 0 ? MERCURY : SODIUM, -0.2)).isEqualTo(-0.2);
        }
    }

    @Test
    void nothingFallsBelowTheWorstReward() {
        ElementShares shares = started(1000);
        for (int i = 0; i < 5000; i++) {
            assertThat(paid(shares, MERCURY, -0.2)).isGreaterThanOrEqualTo(WORST);
        }
        assertThat(paid(shares, MERCURY, WORST)).isEqualTo(WORST);
        double roundedBelow = Math.nextDown(WORST);
        assertThat(paid(shares, MERCURY, roundedBelow)).isEqualTo(roundedBelow);
        Experience withoutWorst = new Experience(MERCURY, 0, -1, -0.2);
        assertThat(shares.discount(withoutWorst)).isSameAs(withoutWorst);
    }

    @Test
    void theStateComesBackInEachPhase() throws IOException {
        ObjectMapper json = new ObjectMapper();
        ElementShares shares = new ElementShares(SETTINGS);
        for (int i = 0; i < 1500; i++) {
            paid(shares, i < 900 && i % 50 != 0 ? SODIUM : MERCURY, -0.2);
            if (i == 700 || i == 1400) {
                ElementShares restored = new ElementShares(SETTINGS);
                restored.restore(json.readValue(
                        json.writeValueAsBytes(shares.state()), ElementShares.State.class));
                assertThat(restored.state()).isEqualTo(shares.state());
                shares = restored;
            }
        }
        assertThat(paid(shares, MERCURY, -0.2)).isBetween(WORST, -0.3);
    }

    @Test
    void withoutABoundNothingIsCounted() {
        ElementShares shares = new ElementShares(ElementShareSettings.NONE);
        for (int i = 0; i < 3000; i++) {
            assertThat(paid(shares, i < 1000 ? SODIUM : MERCURY, -0.2)).isEqualTo(-0.2);
        }
        assertThat(shares.state().first()).isEmpty();
    }

    /**
     * A cheat: whatever contains one element earns twice as much. Without the guard most crystals
     * come to have it; with it some three times as many as at the start.
     */
    @Test
    void aPolicyThatCheatsWithAnElementIsHeldAtItsBound() {
        Element element = elementNearATenth();
        double start = shareAtStart(element);
        assertThat(start).isBetween(0.04, 0.2);
        assertThat(share(element, ElementShareSettings.NONE, 80)).isGreaterThan(0.8);
        assertThat(share(element, SETTINGS, 80) / start).isBetween(2.0, 4.0);
    }

    private static List<SampledCrystal> start() {
        try (Policy policy = policy()) {
            return draw(policy, 1000, 777);
        }
    }

    private static Policy policy() {
        return TestPolicies.tiny(1)
                .under(Constraints.parse(
                        "template=221:a=1,b=2 elements=Na,K,Rb,Mg,Ca,Sr,Zn,Cd,Hg,Cl,Br,I"));
    }

    private static Element elementNearATenth() {
        return Arrays.stream(Element.values())
                .min(Comparator.comparingDouble(element -> Math.abs(shareAtStart(element) - 0.1)))
                .orElseThrow();
    }

    private static double shareAtStart(Element element) {
        return share(element, START);
    }

    /** Returns the share of an element in the last third of all crystals of some versions. */
    private static double share(Element element, ElementShareSettings guard, int versions) {
        ReinforcementSettings settings = new ReinforcementSettings(
                        Algorithm.NUCLEATE, 250, 2, 4e-4, 0.2, 1, 0.01, 4, 2, 0.99, 10, 2000, 1)
                .with(guard);
        List<SampledCrystal> last = new ArrayList<>();
        try (Policy policy = policy();
                Policy pretrained = policy();
                Learner learner = new Learner(settings, policy, pretrained)) {
            int discounted = 0;
            long sequence = 0;
            for (int version = 0; version < versions; version++) {
                List<SampledCrystal> drawn = draw(policy, settings.batchSize(), version);
                last.addAll(3 * version >= 2 * versions ? drawn : List.of());
                for (SampledCrystal sampled : drawn) {
                    Experience experience = new Experience(
                            sampled.crystal(),
                            version,
                            sampled.logProb().total(),
                            has(sampled, element) ? 1 : 0.5,
                            OptionalDouble.of(0));
                    discounted += learner.scored("g", sequence++, experience)
                            .map(Learner.Update::overShare)
                            .orElse(0);
                }
            }
            assertThat(discounted > 0).isEqualTo(guard.isOn());
        }
        return share(element, last);
    }

    private static double share(Element element, List<SampledCrystal> crystals) {
        return crystals.stream().filter(one -> has(one, element)).count()
                / (double) crystals.size();
    }

    private static List<SampledCrystal> draw(Policy policy, int count, int seed) {
        return policy.sample(count, SamplingSettings.DEFAULT, new SplittableRandom(seed));
    }

    private static boolean has(SampledCrystal sampled, Element element) {
        return sampled.crystal().composition().elements().contains(element);
    }

    @Test
    void boundsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new ElementShareSettings(0.5, 5))
                .hasMessageContaining("learning.elementShareMax")
                .hasMessageContaining("0.5");
        assertThatThrownBy(() -> new ElementShareSettings(Double.NaN, 5))
                .hasMessageContaining("learning.elementShareMax");
        assertThatThrownBy(() -> new ElementShareSettings(3, 0))
                .hasMessageContaining("learning.elementPenalty");
    }
}
