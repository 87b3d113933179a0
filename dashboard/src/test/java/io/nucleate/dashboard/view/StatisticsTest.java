package io.nucleate.dashboard.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/** The folded values against plain ways to compute the same; seeds are fixed. */
class StatisticsTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void quantilesAreThoseOfTheSortedEnergiesToWithinABin() {
        Random random = new Random(1);
        double[] energies = random.doubles(5000)
                .map(u -> 0.3 * Math.exp(2 * random.nextGaussian()) - 0.1)
                .toArray();
        HullHistogram histogram = HullHistogram.EMPTY;
        for (double energy : energies) {
            histogram = histogram.add(energy);
        }
        Arrays.sort(energies);
        for (double fraction : new double[] {0.05, 0.25, 0.5, 0.75, 0.95}) {
            double exact = energies[(int) (fraction * energies.length)];
            assertThat(histogram.quantile(fraction, energies.length).getAsDouble())
                    .as("quantile %s", fraction)
                    .isCloseTo(exact, within(0.006 + 0.1 * Math.abs(exact)));
        }
    }

    @Test
    void crystalsWithoutEnergyAreInfinitelyFar() {
        HullHistogram histogram = HullHistogram.EMPTY.add(0.2).add(0.3);
        assertThat(histogram.quantile(0.2, 5)).hasValueCloseTo(0.2, within(0.03));
        assertThat(histogram.quantile(0.5, 5)).isEmpty();
        assertThat(HullHistogram.EMPTY.quantile(0.5, 0)).isEmpty();
    }

    @Test
    void zeroIsAnEdgeAndExtremesAreKept() {
        HullHistogram histogram =
                HullHistogram.EMPTY.add(0).add(-1e-9).add(1e9).add(Double.POSITIVE_INFINITY);
        assertThat(histogram.counts())
                .containsEntry(0, 1L)
                .containsEntry(-1, 1L)
                .containsValue(2L);
        assertThatThrownBy(() -> histogram.add(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sketchIsExactUntilFullAndCloseBeyond() {
        Random random = new Random(2);
        DistinctSketch sketch = DistinctSketch.EMPTY;
        Set<Long> exact = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            long hash = random.nextLong();
            sketch = sketch.add(hash).add(hash);
            exact.add(hash);
            if (exact.size() < DistinctSketch.CAPACITY) {
                assertThat(sketch.estimate()).isEqualTo(exact.size());
            }
        }
        // Three standard errors.
        assertThat((double) sketch.estimate()).isCloseTo(exact.size(), within(0.13 * exact.size()));
    }

    @Test
    void sketchesOfPartsMergeIntoThatOfTheWhole() {
        Random random = new Random(3);
        DistinctSketch left = DistinctSketch.EMPTY;
        DistinctSketch right = DistinctSketch.EMPTY;
        DistinctSketch whole = DistinctSketch.EMPTY;
        for (int i = 0; i < 900; i++) {
            long hash = random.nextInt(600) * 0x9E3779B97F4A7C15L;
            left = i % 3 == 0 ? left.add(hash) : left;
            right = i % 3 == 0 ? right : right.add(hash);
            whole = whole.add(hash);
        }
        assertThat(left.merge(right)).isEqualTo(whole);
        assertThat(DistinctSketch.of(whole.hashes())).isEqualTo(whole);
    }

    @Test
    void ratesCountWholeBinsOfTheirSpan() {
        RateWindow window = RateWindow.EMPTY;
        for (int second = 0; second < 120; second++) {
            window = window.add(START.plusSeconds(second)).add(START.plusSeconds(second));
        }
        Instant now = START.plusSeconds(120);
        Duration minute = Duration.ofMinutes(1);
        assertThat(window.perSecond(START, now, minute)).isEqualTo(2);
        assertThat(window.perSecond(START, now.plusSeconds(30), minute)).isEqualTo(1);
        assertThat(window.perSecond(START, now.plusSeconds(600), minute)).isZero();
    }

    @Test
    void aYoungRunIsAveragedOverItsOwnAge() {
        RateWindow window = RateWindow.EMPTY;
        for (int second = 0; second < 10; second++) {
            window = window.add(START.plusSeconds(second));
        }
        assertThat(window.perSecond(START, START.plusSeconds(10), Duration.ofMinutes(1)))
                .isEqualTo(1);
        assertThat(RateWindow.EMPTY.perSecond(START, START, Duration.ofMinutes(1)))
                .isZero();
    }

    @Test
    void rateWindowForgetsAndTakesLateEvents() {
        RateWindow window = RateWindow.EMPTY;
        for (int minute = 0; minute < 60; minute++) {
            window = window.add(START.plus(Duration.ofMinutes(minute)));
        }
        assertThat(window.counts()).hasSizeLessThan(8);
        RateWindow late = window.add(START.plus(Duration.ofMinutes(57))).add(START);
        assertThat(late.counts().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(window.counts().size() + 1L);
    }

    @Test
    void leaderboardKeepsTheLowestOfEachKey() {
        Leaderboard leaderboard = new Leaderboard(2);
        assertThat(leaderboard.offer("a", 0.5)).isTrue();
        assertThat(leaderboard.offer("a", 0.6)).isFalse();
        assertThat(leaderboard.offer("b", 0.4)).isTrue();
        assertThat(leaderboard.evict()).isEmpty();
        assertThat(leaderboard.offer("c", 0.7)).isFalse();
        assertThat(leaderboard.offer("c", 0.1)).isTrue();
        assertThat(leaderboard.evict()).contains("a");
        assertThat(leaderboard.offer("b", 0.05)).isTrue();
        assertThat(leaderboard.evict()).isEmpty();
        assertThat(leaderboard.offer("d", 0.09)).isTrue();
        assertThat(leaderboard.evict()).contains("c");
    }
}
