package io.nucleate.crystal.symmetry;

/**
 * Computes exactly with small whole-number matrices, which act on columns of fractional
 * coordinates.
 */
final class IntegerMatrices {
    private static final int KEY_BITS = 5;
    private static final int KEY_OFFSET = 1 << (KEY_BITS - 1);

    private IntegerMatrices() {}

    static int[][] identity(int size) {
        int[][] identity = new int[size][size];
        for (int i = 0; i < size; i++) {
            identity[i][i] = 1;
        }
        return identity;
    }

    static int[][] multiply(int[][] a, int[][] b) {
        int[][] product = new int[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < b[0].length; j++) {
                    product[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return product;
    }

    static int[] multiply(int[][] m, int[] column) {
        int[] product = new int[m.length];
        for (int i = 0; i < m.length; i++) {
            for (int j = 0; j < column.length; j++) {
                product[i] += m[i][j] * column[j];
            }
        }
        return product;
    }

    static double[] multiply(int[][] m, double[] column) {
        double[] product = new double[m.length];
        for (int i = 0; i < m.length; i++) {
            for (int j = 0; j < column.length; j++) {
                product[i] += m[i][j] * column[j];
            }
        }
        return product;
    }

    static int determinant(int[][] m) {
        return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
                - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
                + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
    }

    static int[] scaled(int[] row, int factor) {
        int[] scaled = new int[row.length];
        for (int i = 0; i < row.length; i++) {
            scaled[i] = factor * row[i];
        }
        return scaled;
    }

    static double[][] toDoubles(int[][] m) {
        double[][] doubles = new double[m.length][m[0].length];
        for (int i = 0; i < m.length; i++) {
            for (int j = 0; j < m[0].length; j++) {
                doubles[i][j] = m[i][j];
            }
        }
        return doubles;
    }

    /** Rounds the entries to the nearest whole numbers. */
    static int[][] rounded(double[][] m) {
        int[][] rounded = new int[m.length][m[0].length];
        for (int i = 0; i < m.length; i++) {
            for (int j = 0; j < m[0].length; j++) {
                rounded[i][j] = (int) Math.rint(m[i][j]);
            }
        }
        return rounded;
    }

    /**
     * Returns a number that identifies a 3x3 matrix with entries from -16 to 15, as rotations and
     * their products in reduced bases have.
     */
    static long key(int[][] m) {
        long key = 0;
        for (int[] row : m) {
            for (int entry : row) {
                key = key << KEY_BITS | (entry + KEY_OFFSET);
            }
        }
        return key;
    }

    /** Returns the vector divided by the greatest common divisor of its entries. */
    static int[] primitive(int[] vector) {
        int divisor = 0;
        for (int entry : vector) {
            divisor = gcd(divisor, entry);
        }
        int[] primitive = vector.clone();
        for (int i = 0; i < primitive.length; i++) {
            primitive[i] /= divisor;
        }
        return primitive;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? Math.abs(a) : gcd(b, a % b);
    }

    /**
     * Brings the rows to echelon form in place, by adding multiples of rows to others and swapping:
     * they span the same lattice.
     */
    static void toEchelon(int[][] rows) {
        int top = 0;
        for (int column = 0; column < rows[0].length && top < rows.length; column++) {
            for (int pivot = smallest(rows, top, column);
                    pivot >= 0;
                    pivot = smallest(rows, top, column)) {
                int[] row = rows[pivot];
                rows[pivot] = rows[top];
                rows[top] = row;
                if (clearBelow(rows, top, column)) {
                    top++;
                    break;
                }
            }
        }
    }

    /**
     * Returns the row, from top on, whose entry in the column is the smallest but not zero; -1 if
     * all are zero.
     */
    private static int smallest(int[][] rows, int top, int column) {
        int smallest = -1;
        for (int i = top; i < rows.length; i++) {
            int size = Math.abs(rows[i][column]);
            if (size != 0 && (smallest < 0 || size < Math.abs(rows[smallest][column]))) {
                smallest = i;
            }
        }
        return smallest;
    }

    /**
     * Subtracts the top row from those below as often as it goes in; returns true if nothing is
     * left in the column.
     */
    private static boolean clearBelow(int[][] rows, int top, int column) {
        boolean clear = true;
        for (int i = top + 1; i < rows.length; i++) {
            int times = rows[i][column] / rows[top][column];
            subtract(rows[i], rows[top], times);
            clear &= rows[i][column] == 0;
        }
        return clear;
    }

    /** Computes {@code from -= times · what}. */
    static void subtract(int[] from, int[] what, int times) {
        for (int i = 0; i < from.length; i++) {
            from[i] -= times * what[i];
        }
    }
}
