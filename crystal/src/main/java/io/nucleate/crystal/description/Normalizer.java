package io.nucleate.crystal.description;

import io.nucleate.crystal.CrystalSystem;
import io.nucleate.crystal.SpaceGroup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The changes of coordinates under which a space group keeps all its operations: its normaliser
 * (International Tables for Crystallography A, chapter 3.5), as far as it keeps the form of the
 * conventional cell. It consists of the Euclidean normaliser of a cell without accidental metric,
 * and of the renaming of axes. The group's own operations only rename equivalent atoms, so there is
 * one change for each coset of the group in the normaliser. Along polar axes the origin is free,
 * and its shift counts as no change.
 *
 * <p>An improper change describes the mirror image, which has the same distances. For a group of an
 * enantiomorphic pair it would lead to the other group; it is then no change of this one.
 */
public final class Normalizer {
    private static final Map<Integer, Normalizer> CACHE = new ConcurrentHashMap<>();

    private final boolean[] polar;
    private final List<CoordinateChange> changes;
    private final List<CoordinateChange> changesKeepingLattice;
    private final List<CoordinateChange> renamings;

    public static Normalizer of(SpaceGroup group) {
        return CACHE.computeIfAbsent(group.number(), number -> new Normalizer(group));
    }

    private Normalizer(SpaceGroup group) {
        List<ExactOperation> operations =
                group.general().operations().stream().map(ExactOperation::of).toList();
        polar = polarAxes(operations);
        changes = cosets(group, operations).stream()
                .map(map -> new CoordinateChange(group, map))
                .toList();
        changesKeepingLattice =
                changes.stream().filter(CoordinateChange::keepsLattice).toList();
        Map<String, CoordinateChange> byLetters = new LinkedHashMap<>();
        changes.forEach(change -> byLetters.putIfAbsent(letters(group, change), change));
        renamings = List.copyOf(byLetters.values());
    }

    private static String letters(SpaceGroup group, CoordinateChange change) {
        StringBuilder letters = new StringBuilder();
        group.positions().forEach(position -> letters.append(change.letter(position.letter())));
        return letters.toString();
    }

    /** Returns all changes, the identity first. */
    public List<CoordinateChange> changes() {
        return changes;
    }

    /** Returns one change for each way of renaming the Wyckoff letters, the identity first. */
    public List<CoordinateChange> renamings() {
        return renamings;
    }

    /**
     * Returns the changes that rename axes only among those of the same length: the Euclidean
     * normaliser.
     */
    public List<CoordinateChange> changesKeepingLattice() {
        return changesKeepingLattice;
    }

    /**
     * Tells whether the origin is free along an axis, since no operation moves a point along it.
     */
    public boolean isPolar(int axis) {
        return polar[axis];
    }

    private static boolean[] polarAxes(List<ExactOperation> operations) {
        boolean[] polar = {true, true, true};
        for (ExactOperation operation : operations) {
            for (int axis = 0; axis < 3; axis++) {
                for (int i = 0; i < 3; i++) {
                    polar[axis] &= operation.matrix()[i][axis] == (i == axis ? 1 : 0);
                }
            }
        }
        return polar;
    }

    private List<ExactOperation> cosets(SpaceGroup group, List<ExactOperation> operations) {
        int[][] lattice = Arrays.stream(group.centrings())
                .map(vector ->
                        Arrays.stream(vector).mapToInt(ExactOperation::units).toArray())
                .toArray(int[][]::new);
        Map<Integer, int[]> translations = new HashMap<>();
        operations.forEach(
                operation -> translations.put(key(operation.matrix()), operation.translation()));
        List<int[]> shifts = shifts(group.crystalSystem());
        List<ExactOperation> cosets = new ArrayList<>();
        Set<ExactOperation> covered = new HashSet<>();
        for (int[][] matrix : Holohedry.of(group.crystalSystem())) {
            List<OriginCondition> conditions = conditions(matrix, operations, translations);
            if (conditions == null || !keepsLattice(matrix, lattice)) {
                continue;
            }
            for (int[] shift : shifts) {
                ExactOperation map = new ExactOperation(matrix, shift);
                if (conditions.stream().allMatch(condition -> condition.holds(shift, lattice))
                        && !covered.contains(reduced(map, lattice))) {
                    cosets.add(map);
                    operations.forEach(
                            operation -> covered.add(reduced(map.after(operation), lattice)));
                }
            }
        }
        return cosets;
    }

    /**
     * The condition that a shift p of the origin brings an operation onto one of the group: (1 − R)
     * p + excess is a lattice vector.
     */
    private record OriginCondition(int[][] rotation, int[] excess) {
        boolean holds(int[] shift, int[][] lattice) {
            int[] rotated = ExactOperation.multiply(rotation, shift);
            int[] difference = new int[3];
            for (int i = 0; i < 3; i++) {
                difference[i] = shift[i] - rotated[i] + excess[i];
            }
            return isLatticeVector(difference, lattice);
        }
    }

    /**
     * Returns the condition on the origin for each operation; null where the matrix turns a
     * rotation into one that the group lacks.
     */
    private static List<OriginCondition> conditions(
            int[][] matrix, List<ExactOperation> operations, Map<Integer, int[]> translations) {
        int[][] inverse = inverse(matrix);
        List<OriginCondition> conditions = new ArrayList<>();
        for (ExactOperation operation : operations) {
            int[][] rotation = ExactOperation.multiply(
                    ExactOperation.multiply(matrix, operation.matrix()), inverse);
            int[] wanted = translations.get(key(rotation));
            if (wanted == null) {
                return null;
            }
            int[] excess = ExactOperation.multiply(matrix, operation.translation());
            for (int i = 0; i < 3; i++) {
                excess[i] -= wanted[i];
            }
            conditions.add(new OriginCondition(rotation, excess));
        }
        return conditions;
    }

    private static boolean keepsLattice(int[][] matrix, int[][] lattice) {
        return Arrays.stream(lattice)
                .allMatch(vector ->
                        isLatticeVector(ExactOperation.multiply(matrix, vector), lattice));
    }

    private static boolean isLatticeVector(int[] vector, int[][] lattice) {
        for (int[] point : lattice) {
            if (isWhole(vector[0] - point[0])
                    && isWhole(vector[1] - point[1])
                    && isWhole(vector[2] - point[2])) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWhole(int units) {
        return units % ExactOperation.UNITS == 0;
    }

    /**
     * Returns the same change without lattice vectors and shifts along polar axes. Of all
     * translations that are left it has the first in order.
     */
    private ExactOperation reduced(ExactOperation map, int[][] lattice) {
        int[] best = null;
        for (int[] point : lattice) {
            int[] shifted = new int[3];
            for (int i = 0; i < 3; i++) {
                shifted[i] = polar[i]
                        ? 0
                        : Math.floorMod(map.translation()[i] + point[i], ExactOperation.UNITS);
            }
            if (best == null || Arrays.compare(shifted, best) < 0) {
                best = shifted;
            }
        }
        return new ExactOperation(map.matrix(), best);
    }

    /**
     * Lists the shifts of the origin that can be part of a change. An operation's translations are
     * multiples of 1/4 (in hexagonal cells, of 1/3 and 1/6 along c only), and conditions multiply
     * the origin by at most 2 (by 3 across a hexagonal axis).
     */
    private List<int[]> shifts(CrystalSystem system) {
        boolean hexagonal = Holohedry.isHexagonal(system);
        int across = ExactOperation.UNITS / (hexagonal ? 3 : 8);
        int along = ExactOperation.UNITS / (hexagonal ? 12 : 8);
        List<int[]> shifts = new ArrayList<>();
        for (int x = 0; x < (polar[0] ? 1 : ExactOperation.UNITS); x += across) {
            for (int y = 0; y < (polar[1] ? 1 : ExactOperation.UNITS); y += across) {
                for (int z = 0; z < (polar[2] ? 1 : ExactOperation.UNITS); z += along) {
                    shifts.add(new int[] {x, y, z});
                }
            }
        }
        return shifts;
    }

    /** Inverts a matrix of determinant 1 or −1. */
    private static int[][] inverse(int[][] m) {
        int[][] adjugate = new int[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                int a = (j + 1) % 3;
                int b = (j + 2) % 3;
                int c = (i + 1) % 3;
                int d = (i + 2) % 3;
                adjugate[i][j] = m[a][c] * m[b][d] - m[a][d] * m[b][c];
            }
        }
        int determinant =
                m[0][0] * adjugate[0][0] + m[0][1] * adjugate[1][0] + m[0][2] * adjugate[2][0];
        for (int[] row : adjugate) {
            for (int j = 0; j < 3; j++) {
                row[j] *= determinant;
            }
        }
        return adjugate;
    }

    /**
     * Returns a number that identifies a matrix with entries between −1 and 1, which those of all
     * operations are.
     */
    private static int key(int[][] matrix) {
        int key = 0;
        for (int[] row : matrix) {
            for (int entry : row) {
                key = 3 * key + entry + 1;
            }
        }
        return key;
    }
}
