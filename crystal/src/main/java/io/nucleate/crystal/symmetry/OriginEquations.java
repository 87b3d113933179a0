package io.nucleate.crystal.symmetry;

import io.nucleate.crystal.Vectors;

import java.util.List;
import java.util.Optional;

/**
 * Solves the equations (W − 1) q = d modulo whole numbers, one for each of some rotations W in a
 * primitive basis. The solution q is the origin at which operations that differ by d in their
 * translations coincide. The matrix A of all equations is brought once to diagonal form, U A V = D
 * with U and V of determinant ±1 (R. W. Grosse-Kunstleve, Acta Cryst. A 55, 383 (1999), section 8).
 */
final class OriginEquations {
    /**
     * Largest deviation from a whole number where one is due. Exact numbers are multiples of 1/12,
     * like all translations.
     */
    private static final double WHOLE = 0.5 / 12;

    private final int[][] diagonal;
    private final int[][] left;
    private final int[][] right;

    OriginEquations(List<int[][]> rotations) {
        diagonal = new int[3 * rotations.size()][3];
        for (int row = 0; row < diagonal.length; row++) {
            diagonal[row] = rotations.get(row / 3)[row % 3].clone();
            diagonal[row][row % 3] -= 1;
        }
        left = IntegerMatrices.identity(diagonal.length);
        right = IntegerMatrices.identity(3);
        for (int pivot = 0; pivot < 3; pivot++) {
            boolean clear = false;
            while (!clear && moveSmallestTo(pivot)) {
                boolean columnClear = clearColumn(pivot);
                boolean rowClear = clearRow(pivot);
                clear = columnClear && rowClear;
            }
        }
    }

    /**
     * Makes the smallest remaining entry other than zero the pivot; returns false if nothing is
     * left.
     */
    private boolean moveSmallestTo(int pivot) {
        int row = -1;
        int column = -1;
        for (int i = pivot; i < diagonal.length; i++) {
            for (int j = pivot; j < 3; j++) {
                int size = Math.abs(diagonal[i][j]);
                if (size != 0 && (row < 0 || size < Math.abs(diagonal[row][column]))) {
                    row = i;
                    column = j;
                }
            }
        }
        if (row < 0) {
            return false;
        }
        swap(diagonal, pivot, row);
        swap(left, pivot, row);
        swapColumns(diagonal, pivot, column);
        swapColumns(right, pivot, column);
        return true;
    }

    private boolean clearColumn(int pivot) {
        boolean clear = true;
        for (int i = pivot + 1; i < diagonal.length; i++) {
            int times = diagonal[i][pivot] / diagonal[pivot][pivot];
            IntegerMatrices.subtract(diagonal[i], diagonal[pivot], times);
            IntegerMatrices.subtract(left[i], left[pivot], times);
            clear &= diagonal[i][pivot] == 0;
        }
        return clear;
    }

    private boolean clearRow(int pivot) {
        boolean clear = true;
        for (int j = pivot + 1; j < 3; j++) {
            int times = diagonal[pivot][j] / diagonal[pivot][pivot];
            subtractColumn(diagonal, j, pivot, times);
            subtractColumn(right, j, pivot, times);
            clear &= diagonal[pivot][j] == 0;
        }
        return clear;
    }

    private static void swap(int[][] m, int i, int j) {
        int[] row = m[i];
        m[i] = m[j];
        m[j] = row;
    }

    private static void swapColumns(int[][] m, int i, int j) {
        for (int[] row : m) {
            int entry = row[i];
            row[i] = row[j];
            row[j] = entry;
        }
    }

    private static void subtractColumn(int[][] m, int from, int what, int times) {
        for (int[] row : m) {
            row[from] -= times * row[what];
        }
    }

    /**
     * Returns the solution with the smallest diagonal coordinates, 0 along directions that are
     * free; empty if there is none.
     *
     * @param differences d, three numbers for each rotation
     */
    Optional<double[]> solve(double[] differences) {
        double[] transformed = IntegerMatrices.multiply(left, differences);
        double[] solution = new double[3];
        for (int row = 0; row < transformed.length; row++) {
            double remainder = Vectors.nearest(transformed[row]);
            if (row < 3 && diagonal[row][row] != 0) {
                solution[row] = remainder / diagonal[row][row];
            } else if (Math.abs(remainder) > WHOLE) {
                return Optional.empty();
            }
        }
        return Optional.of(IntegerMatrices.multiply(right, solution));
    }
}
