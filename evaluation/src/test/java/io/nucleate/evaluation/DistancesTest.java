package io.nucleate.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;

class DistancesTest {
    @Test
    void wassersteinOfEqualSizesIsTheMeanDifferenceInOrder() {
        Random random = new Random(2);
        double[] a = random.doubles(50).toArray();
        double[] b = random.doubles(50).map(x -> 3 * x).toArray();
        double[] sortedA = Arrays.stream(a).sorted().toArray();
        double[] sortedB = Arrays.stream(b).sorted().toArray();
        double expected = 0;
        for (int i = 0; i < 50; i++) {
            expected += Math.abs(sortedA[i] - sortedB[i]) / 50;
        }
        assertThat(Distances.wasserstein(a, b)).isCloseTo(expected, within(1e-12));
        assertThat(Distances.wasserstein(b, a)).isCloseTo(expected, within(1e-12));
    }

    @Test
    void wassersteinOfDifferentSizesAndTies() {
        assertThat(Distances.wasserstein(new double[] {0, 1, 1, 3}, new double[] {1, 1}))
                .isCloseTo(0.75, within(1e-12));
        assertThatThrownBy(() -> Distances.wasserstein(new double[0], new double[] {1}))
                .hasMessageContaining("empty");
    }

    @Test
    void totalVariationIsTheFractionThatMustChange() {
        assertThat(Distances.totalVariation(Map.of("a", 1, "b", 1), Map.of("a", 3, "c", 1)))
                .isCloseTo(0.5, within(1e-12));
        assertThat(Distances.totalVariation(Map.of(1, 2), Map.of(2, 5))).isEqualTo(1);
    }

    @Test
    void histogramCountsBelowBetweenAndFromTheLastEdgeOn() {
        Histogram histogram = Histogram.of(new double[] {-1, 0, 0.5, 1, 1.5, 2, 7}, 0, 1, 2);
        assertThat(histogram.counts()).containsExactly(1, 2, 2, 2);
    }
}
