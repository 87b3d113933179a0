package io.nucleate.crystal.description;

import io.nucleate.crystal.AffineOperation;

import java.util.Arrays;

/**
 * An affine map of fractional coordinates in exact numbers: an integer matrix, and a translation in
 * 24ths of the cell edges. All translations of the space groups and of their normalisers in the
 * standard setting are multiples of 1/24.
 */
final class ExactOperation {
    static final int UNITS = 24;

    private final int[][] matrix;
    private final int[] translation;

    ExactOperation(int[][] matrix, int[] translation) {
        this.matrix = matrix;
        this.translation = translation;
    }

    static ExactOperation of(AffineOperation operation) {
        int[][] matrix = new int[3][3];
        int[] translation = new int[3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                matrix[i][j] = operation.rotation(i, j);
            }
            translation[i] = units(operation.translation(i));
        }
        return new ExactOperation(matrix, translation);
    }

    /**
     * Converts a fraction to 24ths.
     *
     * @throws IllegalArgumentException for a number that is no multiple of 1/24
     */
    static int units(double fraction) {
        long units = Math.round(fraction * UNITS);
        if (Math.abs(units - fraction * UNITS) > 1e-6) {
            throw new IllegalArgumentException(fraction + " is no multiple of 1/" + UNITS);
        }
        return (int) units;
    }

    int[][] matrix() {
        return matrix;
    }

    int[] translation() {
        return translation;
    }

    double[] apply(double[] point) {
        double[] image = new double[3];
        for (int i = 0; i < 3; i++) {
            int[] row = matrix[i];
            image[i] = row[0] * point[0]
                    + row[1] * point[1]
                    + row[2] * point[2]
                    + (double) translation[i] / UNITS;
        }
        return image;
    }

    /** Returns the operation that applies another one first and then this one. */
    ExactOperation after(ExactOperation first) {
        int[] moved = multiply(matrix, first.translation);
        for (int i = 0; i < 3; i++) {
            moved[i] += translation[i];
        }
        return new ExactOperation(multiply(matrix, first.matrix), moved);
    }

    static int[] multiply(int[][] matrix, int[] vector) {
        int[] product = new int[3];
        for (int i = 0; i < 3; i++) {
            product[i] =
                    matrix[i][0] * vector[0] + matrix[i][1] * vector[1] + matrix[i][2] * vector[2];
        }
        return product;
    }

    static int[][] multiply(int[][] left, int[][] right) {
        int[][] product = new int[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                product[i][j] = left[i][0] * right[0][j]
                        + left[i][1] * right[1][j]
                        + left[i][2] * right[2][j];
            }
        }
        return product;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ExactOperation that
                && Arrays.deepEquals(matrix, that.matrix)
                && Arrays.equals(translation, that.translation);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.deepHashCode(matrix) + Arrays.hashCode(translation);
    }

    @Override
    public String toString() {
        return Arrays.deepToString(matrix) + " + " + Arrays.toString(translation) + "/" + UNITS;
    }
}
