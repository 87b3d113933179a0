package io.nucleate.evaluation;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Distances between distributions given by samples. */
public final class Distances {
    private Distances() {}

    /**
     * First Wasserstein distance: how far values have to be moved on average to turn one sample
     * into the other, in the unit of the values. It is the area between the two cumulative
     * distributions.
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
     * Total variation: the part of one sample that would have to be something else to have the
     * other's proportions; 0 to 1.
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
