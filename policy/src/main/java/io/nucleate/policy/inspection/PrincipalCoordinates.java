package io.nucleate.policy.inspection;

import java.util.Arrays;

/** Places things so that those that are alike are near to one another: classical scaling. */
final class PrincipalCoordinates {
    private static final int POWER_ITERATIONS = 500;

    private PrincipalCoordinates() {}

    /**
     * Returns the coordinates along the directions in which things differ most.
     *
     * @param products scalar products of all pairs, a symmetric matrix
     * @return a row for each thing; in each direction the largest coordinate is positive
     */
    static double[][] of(double[][] products, int directions) {
        int n = products.length;
        double[][] rest = centred(products);
        double[][] coordinates = new double[n][directions];
        for (int k = 0; k < directions; k++) {
            double[] axis = widest(rest);
            double variance = dot(axis, times(rest, axis));
            double factor = sign(axis) * Math.sqrt(Math.max(0, variance));
            for (int i = 0; i < n; i++) {
                coordinates[i][k] = factor * axis[i];
                for (int j = 0; j < n; j++) {
                    rest[i][j] -= variance * axis[i] * axis[j];
                }
            }
        }
        return coordinates;
    }

    /** Moves the origin to the mean of all things. */
    private static double[][] centred(double[][] products) {
        int n = products.length;
        double[] means = Arrays.stream(products)
                .mapToDouble(row -> Arrays.stream(row).sum() / n)
                .toArray();
        double mean = Arrays.stream(means).sum() / n;
        double[][] centred = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                centred[i][j] = products[i][j] - means[i] - means[j] + mean;
            }
        }
        return centred;
    }

    /** Returns the eigenvector of the largest eigenvalue, by power iteration. */
    private static double[] widest(double[][] matrix) {
        double[] axis = new double[matrix.length];
        // Any start that is not orthogonal to the answer.
        Arrays.setAll(axis, i -> 1 + Math.sin(i + 1.0));
        for (int iteration = 0; iteration < POWER_ITERATIONS; iteration++) {
            double[] next = times(matrix, axis);
            double norm = Math.sqrt(dot(next, next));
            if (norm == 0) {
                return next;
            }
            Arrays.setAll(axis, i -> next[i] / norm);
        }
        return axis;
    }

    private static double sign(double[] axis) {
        double largest = 0;
        for (double component : axis) {
            largest = Math.abs(component) > Math.abs(largest) ? component : largest;
        }
        return Math.signum(largest);
    }

    private static double[] times(double[][] matrix, double[] vector) {
        return Arrays.stream(matrix).mapToDouble(row -> dot(row, vector)).toArray();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
