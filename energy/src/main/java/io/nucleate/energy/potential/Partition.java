package io.nucleate.energy.potential;

import java.util.Arrays;

/**
 * Divides n items into m classes. Classes are numbered in the order in which their first members
 * appear.
 *
 * @param classOf [n], class of each item
 * @param size [m], number of members of each class
 * @param representative [m], first member of each class
 */
record Partition(int[] classOf, int[] size, int[] representative) {

    int count() {
        return size.length;
    }

    /** Puts items of the same colour into the same class. */
    static Partition byColour(long[] colours) {
        int items = colours.length;
        int[] classOf = new int[items];
        int[] size = new int[items];
        int[] representative = new int[items];
        int count = 0;
        // A hash table with open addressing. It holds class numbers plus one; 0 marks a free slot.
        // Colours are well mixed, so their low bits serve as hash.
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

    /** Returns for each class the mean of the values of its members: [m]. */
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
