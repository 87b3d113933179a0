package io.nucleate.crystal.description;

import io.nucleate.crystal.CrystalSystem;

import java.util.ArrayList;
import java.util.List;

/**
 * Lists the integer matrices, identity first, that leave the form of a conventional cell's metric
 * as it is. They are the symmetry of an empty cell and, where axes of different lengths may be
 * renamed (monoclinic a and c, orthorhombic all), the renamings as well.
 */
final class Holohedry {
    private static final int[][] IDENTITY = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    private static final int[][] INVERSION = {{-1, 0, 0}, {0, -1, 0}, {0, 0, -1}};
    private static final int[][] SIXFOLD = {{1, -1, 0}, {1, 0, 0}, {0, 0, 1}};
    private static final int[][] HEXAGONAL_MIRROR = {{0, 1, 0}, {1, 0, 0}, {0, 0, 1}};
    private static final int[][] ORDERS = {
        {0, 1, 2}, {1, 0, 2}, {2, 1, 0}, {0, 2, 1}, {1, 2, 0}, {2, 0, 1}
    };

    private Holohedry() {}

    static List<int[][]> of(CrystalSystem system) {
        if (isHexagonal(system)) {
            return hexagonal();
        }
        return system == CrystalSystem.TRICLINIC
                ? List.of(IDENTITY, INVERSION)
                : signedPermutations(system);
    }

    /** Tells whether the cell has an angle of 120 degrees. Matrices then mix its axes. */
    static boolean isHexagonal(CrystalSystem system) {
        return system == CrystalSystem.TRIGONAL || system == CrystalSystem.HEXAGONAL;
    }

    private static List<int[][]> hexagonal() {
        List<int[][]> matrices = new ArrayList<>();
        for (int[][] start : List.of(
                IDENTITY,
                INVERSION,
                HEXAGONAL_MIRROR,
                ExactOperation.multiply(INVERSION, HEXAGONAL_MIRROR))) {
            int[][] matrix = start;
            for (int i = 0; i < 6; i++) {
                matrices.add(matrix);
                matrix = ExactOperation.multiply(SIXFOLD, matrix);
            }
        }
        return matrices;
    }

    /**
     * Lists matrices whose row i has its sign in column {@code order[i]}: axis {@code order[i]}
     * becomes axis i.
     */
    private static List<int[][]> signedPermutations(CrystalSystem system) {
        List<int[][]> matrices = new ArrayList<>();
        for (int[] order : ORDERS) {
            for (int signs = 0; signs < 8; signs++) {
                int[] sign = {1 - 2 * (signs & 1), 1 - (signs & 2), 1 - (signs & 4) / 2};
                if (fits(system, order, sign)) {
                    int[][] matrix = new int[3][3];
                    for (int i = 0; i < 3; i++) {
                        matrix[i][order[i]] = sign[i];
                    }
                    matrices.add(matrix);
                }
            }
        }
        return matrices;
    }

    private static boolean fits(CrystalSystem system, int[] order, int[] sign) {
        return switch (system) {
            // Opposite signs of a and c would turn beta into its supplement.
            case MONOCLINIC -> order[1] == 1 && sign[0] == sign[2];
            case TETRAGONAL -> order[2] == 2;
            default -> true;
        };
    }
}
