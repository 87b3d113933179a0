package io.nucleate.evaluation;

import java.util.Arrays;

/**
 * A histogram with e edges.
 *
 * @param edges [e], ascending
 * @param counts [e + 1], numbers of values: below the first edge; from each edge to the next, the
 *     lower edge included; from the last edge on
 */
public record Histogram(double[] edges, int[] counts) {
    /** Counts values. */
    public static Histogram of(double[] values, double... edges) {
        int[] counts = new int[edges.length + 1];
        for (double value : values) {
            int position = Arrays.binarySearch(edges, value);
            counts[position >= 0 ? position + 1 : -position - 1]++;
        }
        return new Histogram(edges, counts);
    }

    /** Returns edges at equal distances. */
    static double[] edges(double first, double width, int count) {
        double[] edges = new double[count];
        for (int i = 0; i < count; i++) {
            edges[i] = first + i * width;
        }
        return edges;
    }
}
