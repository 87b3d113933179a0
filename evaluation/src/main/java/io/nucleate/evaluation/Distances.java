package io.nucleate.evaluation;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Computes distances between distributions, which are given by samples. */
public final class Distances {
    private Distances() {}

    /**
     * Returns the first Wasserstein distance of two samples, in the unit of their values. It is the
     * mean distance by which values must be moved to turn one sample into the other, and equals the
     * area between the two cumulative distributions.
     *
     * @throws IllegalArgumentException if a sample is empty
     */
    public static double wasserstein(double[] a, double[] b) {
        if (a.length == 0 || b.length == 0) {
            throw new IllegalArgumentException("an empty sample has no distance from another");
        }
        double[] first = sorted(a);
        double[] second = sorted(b);
        double area = 0;
        int i = 0;
        int j = 0;
        double position = Math.min(first[0], second[0]);
        while (i < first.length || j < second.length) {
            double next = Math.min(
                    i < first.length ? first[i] : Double.POSITIVE_INFINITY,
                    j < second.length ? second[j] : Double.POSITIVE_INFINITY);
            area += Math.abs(i / (double) first.length - j / (double) second.length)
                    * (next - position);
            position = next;
            while (i < first.length && first[i] == next) {
                i++;
            }
            while (j < second.length && second[j] == next) {
                j++;
            }
        }
        return area;
    }

    private static double[] sorted(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    /**
     * Returns the total variation distance of two samples: the fraction of one sample that would
     * have to be of another kind to have the proportions of the other sample. It lies between 0 and
     * 1.
     *
     * @param a number of members of each kind
     * @param b number of members of each kind
     * @throws IllegalArgumentException if a sample is empty
     */
    public static <K> double totalVariation(Map<K, Integer> a, Map<K, Integer> b) {
        double sumA = total(a);
        double sumB = total(b);
        Set<K> kinds = new HashSet<>(a.keySet());
        kinds.addAll(b.keySet());
        double difference = 0;
        for (K kind : kinds) {
            difference += Math.abs(a.getOrDefault(kind, 0) / sumA - b.getOrDefault(kind, 0) / sumB);
        }
        return difference / 2;
    }

    private static double total(Map<?, Integer> counts) {
        int total = counts.values().stream().mapToInt(Integer::intValue).sum();
        if (total == 0) {
            throw new IllegalArgumentException("an empty sample has no distance from another");
        }
        return total;
    }
}
