package io.nucleate.energy.potential;

import java.util.Arrays;

/**
 * Items put into classes, numbered in the order in which their first members appear.
 *
 * @param classOf each item's class
 * @param size number of members of each class
 * @param representative first member of each class
 */
record Partition(int[] classOf, int[] size, int[] representative) {

    int count() {
        return size.length;
    }

    /** Items of equal colour share a class. */
    static Partition byColour(long[] colours) {
        int items = colours.length;
        int[] classOf = new int[items];
        int[] size = new int[items];
        int[] representative = new int[items];
        int count = 0;
        // Open addressing: a table of class numbers plus one, found by the low bits of well-mixed
        // colours.
        int mask = Integer.highestOneBit(Math.max(1, items)) * 4 - 1;
        int[] table = new int[mask + 1];
        for (int item = 0; item < items; item++) {
            int slot = (int) colours[item] & mask;
            while (table[slot] != 0 && colours[representative[table[slot] - 1]] != colours[item]) {
                slot = (slot + 1) & mask;
            }
            if (table[slot] == 0) {
                representative[count] = item;
                table[slot] = ++count;
            }
            classOf[item] = table[slot] - 1;
            size[classOf[item]]++;
        }
        return new Partition(
                classOf, Arrays.copyOf(size, count), Arrays.copyOf(representative, count));
    }

    /** The mean of the members' values, by class. */
    double[] means(double[] values) {
        double[] means = new double[count()];
        for (int item = 0; item < classOf.length; item++) {
            means[classOf[item]] += values[item];
        }
        for (int i = 0; i < means.length; i++) {
            means[i] /= size[i];
        }
        return means;
    }
}
