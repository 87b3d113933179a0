package io.nucleate.energy.potential;

import java.util.Arrays;

/**
 * The b bonds of a structure. Each bond stands here once and counts for both directions.
 *
 * @param from [b], atom at the first end
 * @param to [b], atom at the second end
 * @param vectorAngstrom [b × 3], from the first end to the second
 * @param lengthAngstrom [b]
 */
record Bonds(int[] from, int[] to, double[] vectorAngstrom, double[] lengthAngstrom) {
    static Bonds ofSize(int count) {
        return new Bonds(new int[count], new int[count], new double[3 * count], new double[count]);
    }

    int count() {
        return from.length;
    }

    /** Copies some bonds of another table to a place in this one. */
    void copy(int start, Bonds source, int sourceStart, int count) {
        System.arraycopy(source.from, sourceStart, from, start, count);
        System.arraycopy(source.to, sourceStart, to, start, count);
        System.arraycopy(
                source.vectorAngstrom, 3 * sourceStart, vectorAngstrom, 3 * start, 3 * count);
        System.arraycopy(source.lengthAngstrom, sourceStart, lengthAngstrom, start, count);
    }

    /** Returns the vector of a bond, [3] in angstrom. */
    double[] vectorOf(int bond) {
        return Arrays.copyOfRange(vectorAngstrom, 3 * bond, 3 * bond + 3);
    }

    /** Counts the bonds that are shorter than a bound. */
    int countBelow(double boundAngstrom) {
        int below = 0;
        for (double one : lengthAngstrom) {
            if (one < boundAngstrom) {
                below++;
            }
        }
        return below;
    }

    /**
     * Returns the same bonds in another order: first those that are shorter than a bound, then the
     * others. Within each part the order stays.
     */
    Bonds shortFirst(double boundAngstrom) {
        Bonds sorted = ofSize(count());
        int nextShort = 0;
        int nextLong = countBelow(boundAngstrom);
        for (int bond = 0; bond < count(); bond++) {
            boolean isShort = lengthAngstrom[bond] < boundAngstrom;
            sorted.copy(isShort ? nextShort++ : nextLong++, this, bond, 1);
        }
        return sorted;
    }
}
