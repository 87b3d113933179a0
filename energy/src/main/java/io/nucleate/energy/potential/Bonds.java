package io.nucleate.energy.potential;

import java.util.Arrays;

/**
 * Columns of bonds, each once for both directions.
 *
 * @param from atom at one end
 * @param to atom at the other
 * @param vector from one to the other, three numbers for each bond, in angstrom
 * @param length in angstrom
 */
record Bonds(int[] from, int[] to, double[] vector, double[] length) {
    static Bonds ofSize(int count) {
        return new Bonds(new int[count], new int[count], new double[3 * count], new double[count]);
    }

    int count() {
        return from.length;
    }

    void copy(int start, Bonds source, int sourceStart, int count) {
        System.arraycopy(source.from, sourceStart, from, start, count);
        System.arraycopy(source.to, sourceStart, to, start, count);
        System.arraycopy(source.vector, 3 * sourceStart, vector, 3 * start, 3 * count);
        System.arraycopy(source.length, sourceStart, length, start, count);
    }

    double[] vectorOf(int bond) {
        return Arrays.copyOfRange(vector, 3 * bond, 3 * bond + 3);
    }

    /** How many are shorter than this. */
    int countBelow(double lengthAngstrom) {
        int below = 0;
        for (double one : length) {
            if (one < lengthAngstrom) {
                below++;
            }
        }
        return below;
    }

    /** The same bonds, those shorter than this before the others, else in the same order. */
    Bonds shortFirst(double lengthAngstrom) {
        Bonds sorted = ofSize(count());
        int nextShort = 0;
        int nextLong = countBelow(lengthAngstrom);
        for (int bond = 0; bond < count(); bond++) {
            sorted.copy(length[bond] < lengthAngstrom ? nextShort++ : nextLong++, this, bond, 1);
        }
        return sorted;
    }
}
