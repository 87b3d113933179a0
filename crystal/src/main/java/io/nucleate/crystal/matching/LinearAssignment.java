package io.nucleate.crystal.matching;

import java.util.Arrays;

/**
 * Finds the cheapest way to pair rows with columns, by shortest augmenting paths (R. Jonker and A.
 * Volgenant, Computing 38, 325, 1987). It takes in the order of n³ steps for n rows.
 */
final class LinearAssignment {
    private final double[][] cost;
    private final int n;
    private final double[] rowPotential;
    private final double[] columnPotential;
    /**
     * The row that is paired with each column. Column n holds the row that is being added until it
     * has found its place.
     */
    private final int[] rowOfColumn;

    private LinearAssignment(double[][] cost, int n) {
        this.cost = cost;
        this.n = n;
        this.rowPotential = new double[n];
        this.columnPotential = new double[n + 1];
        this.rowOfColumn = new int[n + 1];
        Arrays.fill(rowOfColumn, -1);
    }

    /**
     * Pairs each row with a column.
     *
     * @param cost at least n rows and columns, of which the first n count; infinite for a forbidden
     *     pair
     * @return the column of each row; null where every pairing has a forbidden pair
     */
    static int[] solve(double[][] cost, int n) {
        LinearAssignment assignment = new LinearAssignment(cost, n);
        for (int row = 0; row < n; row++) {
            if (!assignment.add(row)) {
                return null;
            }
        }
        int[] columnOfRow = new int[n];
        for (int j = 0; j < n; j++) {
            columnOfRow[assignment.rowOfColumn[j]] = j;
        }
        return columnOfRow;
    }

    /**
     * Finds the cheapest path from a new row to a free column, and moves every row on the path to
     * its next column; returns false where there is no path.
     */
    private boolean add(int row) {
        int[] before = new int[n];
        double[] slack = new double[n];
        boolean[] reached = new boolean[n + 1];
        Arrays.fill(slack, Double.POSITIVE_INFINITY);
        rowOfColumn[n] = row;
        int column = n;
        while (rowOfColumn[column] >= 0) {
            reached[column] = true;
            int next = nearest(column, slack, before, reached);
            double step = next < 0 ? Double.POSITIVE_INFINITY : slack[next];
            if (step == Double.POSITIVE_INFINITY) {
                return false;
            }
            for (int j = 0; j <= n; j++) {
                if (reached[j]) {
                    rowPotential[rowOfColumn[j]] += step;
                    columnPotential[j] -= step;
                } else {
                    slack[j] -= step;
                }
            }
            column = next;
        }
        while (column != n) {
            rowOfColumn[column] = rowOfColumn[before[column]];
            column = before[column];
        }
        return true;
    }

    /**
     * Shortens the paths to the columns not reached yet by going through this column, and returns
     * the nearest of them.
     */
    private int nearest(int column, double[] slack, int[] before, boolean[] reached) {
        int row = rowOfColumn[column];
        int nearest = -1;
        for (int j = 0; j < n; j++) {
            if (reached[j]) {
                continue;
            }
            double path = cost[row][j] - rowPotential[row] - columnPotential[j];
            if (path < slack[j]) {
                slack[j] = path;
                before[j] = column;
            }
            if (nearest < 0 || slack[j] < slack[nearest]) {
                nearest = j;
            }
        }
        return nearest;
    }
}
