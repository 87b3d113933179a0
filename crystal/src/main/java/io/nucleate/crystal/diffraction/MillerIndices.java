package io.nucleate.crystal.diffraction;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Comparator;

/** Indices of a set of lattice planes, in the conventional cell. */
public record MillerIndices(int h, int k, int l) implements Comparable<MillerIndices> {
    private static final Comparator<MillerIndices> ORDER = Comparator.comparingInt(MillerIndices::h)
            .thenComparingInt(MillerIndices::k)
            .thenComparingInt(MillerIndices::l);

    @JsonValue
    public int[] toArray() {
        return new int[] {h, k, l};
    }

    /** Orders by h, then k, then l. */
    @Override
    public int compareTo(MillerIndices other) {
        return ORDER.compare(this, other);
    }
}
