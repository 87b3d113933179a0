package io.nucleate.learner.reinforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.TestCrystals;

import org.junit.jupiter.api.Test;

import java.io.IOException;

class StrataSharesTest {
    private static final Strata CHEMISTRY = Strata.parse("chemistry").withPull(0.5);
    private static final Crystal OXIDE = TestCrystals.rockSalt(Element.Mg, Element.O, 4.2);
    private static final Crystal SALT = TestCrystals.rockSalt(Element.Na, Element.Cl, 5.64);
    private static final Crystal ALLOY = TestCrystals.rockSalt(Element.Cu, Element.Au, 4);

    /** Counts a start in which one crystal of four is an oxide. */
    private static StrataShares started() {
        StrataShares shares = new StrataShares(CHEMISTRY);
        for (int i = 0; i < RunningShares.FIRST; i++) {
            assertThat(shares.pull(OXIDE)).isZero();
            shares.count(i % 4 == 0 ? OXIDE : SALT);
        }
        return shares;
    }

    @Test
    void whatLosesItsShareIsPulledUpAndWhatGrowsIsPulledDown() {
        StrataShares shares = started();
        assertThat(shares.pull(OXIDE)).isZero();
        int n = 125;
        for (int i = 0; i < n; i++) {
            shares.count(SALT);
        }
        double oxides = 0.25 * Math.pow(1 - 1.0 / 250, n);
        assertThat(shares.pull(OXIDE))
                .isCloseTo(0.5 * Math.log(0.26 / (oxides + 0.01)), within(1e-9));
        assertThat(shares.pull(SALT))
                .isCloseTo(0.5 * Math.log(0.76 / (1 - oxides + 0.01)), within(1e-9))
                .isNegative();
    }

    /** Whether a rare stratum comes or not is chance. */
    @Test
    void aRareStratumIsHardlyPulled() {
        StrataShares shares = started();
        shares.count(ALLOY);
        assertThat(shares.pull(ALLOY)).isBetween(-0.2, 0.0);
    }

    @Test
    void withoutStrataOrPullNothingIsCounted() {
        for (Strata strata : new Strata[] {Strata.NONE.withPull(1), Strata.parse("sites")}) {
            StrataShares shares = new StrataShares(strata);
            for (int i = 0; i < 3000; i++) {
                shares.count(i < 1000 ? SALT : OXIDE);
                assertThat(shares.pull(OXIDE)).isZero();
            }
            assertThat(shares.state().counted()).isZero();
        }
        assertThatThrownBy(() -> Strata.NONE.withPull(-1)).hasMessageContaining("strataPull");
    }

    @Test
    void theStateComesBackInEachPhase() throws IOException {
        ObjectMapper json = new ObjectMapper();
        StrataShares shares = new StrataShares(CHEMISTRY);
        for (int i = 0; i < 1500; i++) {
            shares.count(i % 3 == 0 || i > 1200 ? OXIDE : SALT);
            if (i == 700 || i == 1400) {
                StrataShares restored = new StrataShares(CHEMISTRY);
                restored.restore(json.readValue(
                        json.writeValueAsBytes(shares.state()), StrataShares.State.class));
                assertThat(restored.state()).isEqualTo(shares.state());
                shares = restored;
            }
        }
        assertThat(shares.pull(OXIDE)).isNegative();
    }
}
