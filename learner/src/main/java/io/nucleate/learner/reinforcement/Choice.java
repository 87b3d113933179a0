package io.nucleate.learner.reinforcement;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How the batch of an update is chosen from the crystals that were priced for it. Pricing is
 * cheaper than learning, and most crystals do about as well as expected: they teach little.
 *
 * <p>The values to choose by are rewards less what is expected of them
 * ({@link LearningRule#excess}). Among equal values a lot decides.
 */
public enum Choice {
    /**
     * The subset of the largest variance (PODS, arXiv 2504.13818, max-variance down-sampling): some
     * of the worst, and some of the best.
     */
    VARIANCE("variance"),
    /** The best. */
    TOP("top"),
    /** Any, whatever their values. */
    RANDOM("random");

    private final String text;

    Choice(String text) {
        this.text = text;
    }

    /** Returns the name that users write. */
    public String text() {
        return text;
    }

    /**
     * Finds a choice by its name.
     *
     * @throws IllegalArgumentException if there is none; the message names those that there are
     */
    public static Choice of(String text) {
        return Arrays.stream(values())
                .filter(choice -> choice.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("learning.choice cannot be '"
                        + text + "'; it is one of "
                        + Arrays.stream(values())
                                .map(Choice::text)
                                .collect(Collectors.joining(", "))));
    }

    /**
     * Chooses from a window.
     *
     * @param values of its crystals
     * @param lots a number of each crystal that says nothing about it, and is the same after a
     *     restart
     * @param size crystals to choose; all where there are no more
     * @return their places, in ascending order
     */
    int[] from(double[] values, long[] lots, int size) {
        if (size >= values.length) {
            return IntStream.range(0, values.length).toArray();
        }
        Comparator<Integer> byLot = Comparator.comparingLong(i -> lots[i]);
        Comparator<Integer> bestFirst = Comparator.comparingDouble(i -> -values[i]);
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted(this == RANDOM ? byLot : bestFirst.thenComparing(byLot))
                .mapToInt(Integer::intValue)
                .toArray();
        int best = this == VARIANCE ? bestOfLargestVariance(values, order, size) : size;
        return IntStream.concat(
                        Arrays.stream(order, 0, best),
                        Arrays.stream(order, order.length - (size - best), order.length))
                .sorted()
                .toArray();
    }

    /**
     * Returns how many of the best belong to the subset of the largest variance. It has none of the
     * middle while one further out is left: moving a value away from the mean of the others raises
     * the variance. So it is k of the best and all others of the worst, and k is found in one pass
     * over the sorted values.
     *
     * @param order places of the values, the largest first
     */
    private static int bestOfLargestVariance(double[] values, int[] order, int size) {
        // Less their mean, so that the difference of squares below is not one of large numbers.
        double mean = Arrays.stream(values).average().orElseThrow();
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < size; i++) {
            double value = values[order[i]] - mean;
            sum += value;
            squares += value * value;
        }
        int best = size;
        double largest = squares - sum * sum / size;
        for (int k = size - 1; k >= 0; k--) {
            double out = values[order[k]] - mean;
            double in = values[order[order.length - (size - k)]] - mean;
            sum += in - out;
            squares += in * in - out * out;
            double variance = squares - sum * sum / size;
            if (variance > largest) {
                largest = variance;
                best = k;
            }
        }
        return best;
    }
}
