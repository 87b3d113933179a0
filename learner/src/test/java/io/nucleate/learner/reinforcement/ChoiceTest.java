package io.nucleate.learner.reinforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** What is learned from, out of what was priced. */
class ChoiceTest {
    private static double variance(double[] values, int[] chosen) {
        double mean =
                Arrays.stream(chosen).mapToDouble(i -> values[i]).average().orElseThrow();
        return Arrays.stream(chosen)
                .mapToDouble(i -> (values[i] - mean) * (values[i] - mean))
                .average()
                .orElseThrow();
    }

    private static double largestVariance(double[] values, int size) {
        return IntStream.range(0, 1 << values.length)
                .filter(set -> Integer.bitCount(set) == size)
                .mapToObj(set -> IntStream.range(0, values.length)
                        .filter(i -> (set >> i & 1) == 1)
                        .toArray())
                .mapToDouble(chosen -> variance(values, chosen))
                .max()
                .orElseThrow();
    }

    private static long[] lots(int length, long seed) {
        return new SplittableRandom(seed).longs(length).toArray();
    }

    /** Skewed as rewards are, some of them equal, and far from zero. */
    private static double[] rewards(int length, SplittableRandom random) {
        double shift = random.nextInt(3) * 1e4;
        return IntStream.range(0, length)
                .mapToDouble(i -> random.nextInt(3) == 0
                        ? shift - 2
                        : shift + Math.log(random.nextDouble() + 1e-3))
                .toArray();
    }

    @Test
    void noSubsetVariesMore() {
        SplittableRandom random = new SplittableRandom(1);
        for (int trial = 0; trial < 300; trial++) {
            double[] values = rewards(1 + random.nextInt(11), random);
            int size = 1 + random.nextInt(values.length);
            int[] chosen = Choice.VARIANCE.from(values, lots(values.length, trial), size);
            assertThat(chosen).hasSize(size).doesNotHaveDuplicates().isSorted();
            assertThat(variance(values, chosen))
                    .as("%s, %s of them", Arrays.toString(values), size)
                    .isCloseTo(largestVariance(values, size), within(1e-9));
        }
    }

    @Test
    void theBestAreTheLargest() {
        double[] values = {0.5, -2, 3, 0.7, 3};
        assertThat(Choice.TOP.from(values, lots(5, 1), 3)).containsExactly(2, 3, 4);
    }

    /** Neither its value nor its place makes a crystal likelier to be chosen. */
    @Test
    void anyMayBeChosenAtRandom() {
        double[] values = {0, 1, 2, 3, 4, 5, 6, 7};
        int[] times = new int[values.length];
        for (int trial = 0; trial < 4000; trial++) {
            for (int i : Choice.RANDOM.from(values, lots(values.length, trial), 2)) {
                times[i]++;
            }
        }
        // Binomial with p = 1/4: 1000 with a deviation of 27.
        assertThat(times).satisfies(counts -> assertThat(Arrays.stream(counts).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(865, 1135)));
    }

    /** Those that came first are not preferred. */
    @Test
    void amongEqualValuesALotDecides() {
        double[] values = new double[100];
        int[] chosen = Choice.TOP.from(values, lots(100, 1), 50);
        assertThat(Arrays.stream(chosen).filter(i -> i < 50).count()).isBetween(15L, 35L);
    }

    @ParameterizedTest
    @EnumSource
    void allAreChosenWhereThereAreNoMore(Choice choice) {
        assertThat(choice.from(new double[] {3, 1, 2}, lots(3, 1), 3)).containsExactly(0, 1, 2);
        assertThat(choice.from(new double[] {3, 1, 2}, lots(3, 1), 8)).containsExactly(0, 1, 2);
        assertThat(choice.from(new double[0], new long[0], 8)).isEmpty();
    }

    @Test
    void anUnknownNameIsAnErrorThatNamesTheKnown() {
        for (Choice choice : Choice.values()) {
            assertThat(Choice.of(choice.text())).isEqualTo(choice);
        }
        assertThatThrownBy(() -> Choice.of("best"))
                .hasMessage("learning.choice cannot be 'best'; it is one of variance, top, random");
    }
}
