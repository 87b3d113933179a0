package io.nucleate.evaluation;

import java.util.Arrays;

/**
 * How many values lie in which interval.
 *
 * @param edges ascending
 * @param counts one more than edges: below the first, from each edge up to but without the next,
 *     from the last on
 */
public record Histogram(double[] edges, int[] counts) {
    public static Histogram of(double[] values, double... edges) {
        int[] counts = new int[edges.length + 1];
        for (double value : values) {
            int position = Arrays.binarySearch(edges, value);
            counts[position >= 0 ? position + 1 : -position - 1]++;
        }
        return new Histogram(edges, counts);
    }

    /** Edges at equal distances. */
    static double[] edges(double first, double width, int count) {
        double[] edges = new double[count];
        for (int i = 0; i < count; i++) {
            edges[i] = first + i * width;
        }
        return edges;
    }
}
