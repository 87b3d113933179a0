package io.nucleate.energy.hull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class IgnorancePriceTest {
    private static final IgnorancePrice PRICE = IgnorancePrice.shipped();

    @Test
    void morePhasesCostLessAndMoreElementsCostMore() {
        for (int elements = 2; elements < 10; elements++) {
            for (int phases = 0; phases < 200; phases++) {
                double evPerAtom = PRICE.evPerAtom(elements, phases);
                assertThat(evPerAtom)
                        .isBetween(0.0, 1.0)
                        .isGreaterThanOrEqualTo(PRICE.evPerAtom(elements, phases + 1))
                        .isLessThanOrEqualTo(PRICE.evPerAtom(elements + 1, phases));
            }
        }
        assertThat(PRICE.evPerAtom(3, 2)).isGreaterThan(2 * PRICE.evPerAtom(3, 5));
    }

    @Test
    void aSingleElementIsKnown() {
        assertThat(PRICE.evPerAtom(1, 0)).isZero();
    }

    @Test
    void itIsLinearBetweenTheRowsAndTheSameBeyondThem() {
        IgnorancePrice price = new IgnorancePrice(List.of(
                "# made up",
                "elements,phases,mean_ev_per_atom,spread_ev_per_atom",
                "2,0,0.4,0.9",
                "2,2,0.2,0.9",
                "3,0,0.5,0.9",
                "3,4,0.1,0.9"));
        assertThat(price.evPerAtom(2, 0)).isEqualTo(0.4);
        assertThat(price.evPerAtom(2, 1)).isCloseTo(0.3, within(1e-12));
        assertThat(price.evPerAtom(2, 7)).isEqualTo(0.2);
        assertThat(price.evPerAtom(3, 3)).isCloseTo(0.2, within(1e-12));
        assertThat(price.evPerAtom(6, 3)).isEqualTo(price.evPerAtom(3, 3));
    }

    /** Means of large groups of what was measured; the table has a smooth curve through them. */
    @ParameterizedTest
    @CsvSource({"2,1,0.054", "3,2,0.204", "3,4,0.089", "3,6,0.048", "3,8,0.023", "4,12,0.049"})
    void theTableSaysWhatWasMeasured(int elements, int phases, double measuredEvPerAtom) {
        assertThat(PRICE.evPerAtom(elements, phases))
                .isCloseTo(measuredEvPerAtom, withinPercentage(40));
    }
}
