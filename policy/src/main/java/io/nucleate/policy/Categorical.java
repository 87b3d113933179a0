package io.nucleate.policy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;

/** Draws from unnormalised log-probabilities. */
final class Categorical {
    private Categorical() {}

    /**
     * Draws an index.
     *
     * @param topP the draw is from the likeliest entries that together reach this probability; 1
     *     for all
     */
    static int draw(double[] logits, double temperature, double topP, RandomGenerator random) {
        double max = Arrays.stream(logits).max().orElseThrow();
        double[] weights = new double[logits.length];
        double total = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.exp((logits[i] - max) / temperature);
            total += weights[i];
        }
        if (topP < 1) {
            total = truncate(weights, topP * total);
        }
        double remaining = random.nextDouble() * total;
        int last = -1;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                last = i;
                remaining -= weights[i];
                if (remaining < 0) {
                    return i;
                }
            }
        }
        return last;
    }

    /**
     * Sets all weights to 0 except the largest ones that together reach a sum; returns the sum of
     * those kept.
     */
    private static double truncate(double[] weights, double enough) {
        Integer[] order = new Integer[weights.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> -weights[i]));
        double kept = 0;
        for (int i : order) {
            if (kept >= enough) {
                weights[i] = 0;
            }
            kept += weights[i];
        }
        return kept;
    }
}
