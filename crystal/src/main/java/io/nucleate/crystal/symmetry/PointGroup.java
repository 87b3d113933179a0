package io.nucleate.crystal.symmetry;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Computes what a set of rotations, proper and improper, has in common in every basis. */
final class PointGroup {
    private static final int TYPES = 10;
    private static final int COUNT_BITS = 6;

    private PointGroup() {}

    /**
     * Returns the order of a rotation: 1, 2, 3, 4 or 6. An improper rotation has the order of the
     * rotation that inversion makes of it.
     */
    static int order(int[][] rotation) {
        int trace = IntegerMatrices.determinant(rotation)
                * (rotation[0][0] + rotation[1][1] + rotation[2][2]);
        return switch (trace) {
            case 3 -> 1;
            case -1 -> 2;
            case 0 -> 3;
            case 1 -> 4;
            case 2 -> 6;
            default ->
                throw new IllegalArgumentException(
                        "a matrix of trace " + trace + " is no rotation of a lattice");
        };
    }

    /**
     * Counts the rotations of each type, in one number. It tells the 32 crystal classes apart (R.
     * W. Grosse-Kunstleve, Acta Cryst. A 55, 383 (1999), table 3).
     */
    static long types(List<int[][]> rotations) {
        int[] counts = new int[TYPES];
        for (int[][] rotation : rotations) {
            int order = order(rotation);
            counts[
                    (order == 6 ? 5 : order)
                            - 1
                            + (IntegerMatrices.determinant(rotation) < 0 ? 5 : 0)]++;
        }
        long types = 0;
        for (int count : counts) {
            types = types << COUNT_BITS | count;
        }
        return types;
    }

    /**
     * Returns a few of the rotations whose products are all of them; empty if products lead out of
     * the set, so that it is no group.
     */
    static Optional<List<Integer>> generators(List<int[][]> rotations) {
        Set<Long> all = new HashSet<>();
        rotations.forEach(rotation -> all.add(IntegerMatrices.key(rotation)));
        List<Integer> generators = new ArrayList<>();
        List<int[][]> spanned = new ArrayList<>();
        spanned.add(IntegerMatrices.identity(3));
        Set<Long> keys = new HashSet<>(Set.of(IntegerMatrices.key(spanned.get(0))));
        for (int candidate = 0; candidate < rotations.size(); candidate++) {
            if (keys.contains(IntegerMatrices.key(rotations.get(candidate)))) {
                continue;
            }
            generators.add(candidate);
            Deque<int[][]> open = new ArrayDeque<>(spanned);
            while (!open.isEmpty()) {
                int[][] rotation = open.pop();
                for (int generator : generators) {
                    int[][] product = IntegerMatrices.multiply(rotations.get(generator), rotation);
                    long key = IntegerMatrices.key(product);
                    if (!all.contains(key)) {
                        return Optional.empty();
                    }
                    if (keys.add(key)) {
                        spanned.add(product);
                        open.push(product);
                    }
                }
            }
        }
        return all.containsAll(keys) ? Optional.of(generators) : Optional.empty();
    }
}
