package io.nucleate.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareTest {
    /** By statsmodels 0.15.0, {@code proportion_confint(count, total, method="wilson")}. */
    @ParameterizedTest
    @CsvSource({
        "0, 10, 0.0000000000, 0.2775327999",
        "3, 10, 0.1077912674, 0.6032218525",
        "5, 5, 0.5655175352, 1.0000000000",
        "1, 1000, 0.0001765464, 0.0056425586",
        "351, 1000, 0.3220395780, 0.3811007960",
        "2499, 2500, 0.9977376146, 0.9999293867"
    })
    void hasTheIntervalOfWilson(int count, int total, double min, double max) {
        Share share = Share.of(count, total);
        assertThat(share.fraction()).isEqualTo(count / (double) total);
        assertThat(share.fractionMin()).isCloseTo(min, within(1e-9));
        assertThat(share.fractionMax()).isCloseTo(max, within(1e-9));
    }

    /** The ends are the fractions p at which the count lies 1.96 standard deviations from np. */
    @Test
    void theEndsSolveTheEquationThatDefinesThem() {
        for (int total : new int[] {1, 2, 7, 100, 2500}) {
            for (int count = 0; count <= total; count++) {
                Share share = Share.of(count, total);
                assertThat(share.fractionMin()).isBetween(0.0, share.fraction());
                assertThat(share.fractionMax()).isBetween(share.fraction(), 1.0);
                for (double end : new double[] {share.fractionMin(), share.fractionMax()}) {
                    if (end > 0 && end < 1) {
                        assertThat(Math.abs(count - total * end)
                                        / Math.sqrt(total * end * (1 - end)))
                                .isCloseTo(1.959963984540054, within(1e-6));
                    }
                }
            }
        }
    }

    @Test
    void anEmptySetSaysNothing() {
        assertThat(Share.of(0, 0)).isEqualTo(new Share(0, 0, 0, 1));
    }
}
