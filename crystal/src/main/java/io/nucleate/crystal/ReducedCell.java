package io.nucleate.crystal;

/**
 * A Minkowski-reduced cell of a lattice: its vectors are as short as possible. However skewed the
 * given cell was, the nearest image of a point lies among the 27 neighbouring cells of the reduced
 * cell, if the point's fractional coordinates are wrapped into [-1/2, 1/2].
 *
 * <p>The greedy algorithm is that of P. Q. Nguyen and D. Stehlé, Low-dimensional lattice basis
 * reduction revisited, ACM Trans. Algorithms 5, 46 (2009).
 *
 * @param vectors rows in angstrom, from the shortest to the longest, of the same handedness as the
 *     given ones
 * @param transform whole numbers of determinant 1 with {@code vectors = transform · given vectors}
 */
public record ReducedCell(double[][] vectors, int[][] transform) {
    /**
     * A step must shorten a vector at least by this factor. Otherwise, because of rounding, the
     * loop would never end on symmetric lattices.
     */
    private static final double PROGRESS = 1 - 1e-12;

    /** Reduces a cell, given by its vectors as rows in angstrom. */
    public static ReducedCell of(double[][] latticeVectors) {
        double[][] v = {
            latticeVectors[0].clone(), latticeVectors[1].clone(), latticeVectors[2].clone()
        };
        int[][] t = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        do {
            sort(v, t);
            while (shortenSecond(v, t)) {
                swap(v, t, 0, 1);
            }
        } while (shortenThird(v, t));
        if (Vectors.determinant(v) < 0 != Vectors.determinant(latticeVectors) < 0) {
            for (int i = 0; i < 3; i++) {
                subtract(v, t, i, i, 2);
            }
        }
        return new ReducedCell(v, t);
    }

    /**
     * Subtracts the best multiple of the first vector from the second; returns true if that made
     * the second the shorter of the two.
     */
    private static boolean shortenSecond(double[][] v, int[][] t) {
        long steps = Math.round(Vectors.dot(v[0], v[1]) / Vectors.dot(v[0], v[0]));
        subtract(v, t, 1, 0, steps);
        return Vectors.dot(v[1], v[1]) < PROGRESS * Vectors.dot(v[0], v[0]);
    }

    /**
     * Subtracts from the third vector the nearest lattice point of the plane of the other two;
     * returns true if the third must be sorted in again.
     */
    private static boolean shortenThird(double[][] v, int[][] t) {
        double aa = Vectors.dot(v[0], v[0]);
        double ab = Vectors.dot(v[0], v[1]);
        double bb = Vectors.dot(v[1], v[1]);
        double ac = Vectors.dot(v[0], v[2]);
        double bc = Vectors.dot(v[1], v[2]);
        double determinant = aa * bb - ab * ab;
        long x = (long) Math.floor((bb * ac - ab * bc) / determinant);
        long y = (long) Math.floor((aa * bc - ab * ac) / determinant);
        long bestX = 0;
        long bestY = 0;
        double best = 0;
        for (long i = x; i <= x + 1; i++) {
            for (long j = y; j <= y + 1; j++) {
                double change = i * (i * aa + 2 * j * ab - 2 * ac) + j * (j * bb - 2 * bc);
                if (change < best - 1e-12 * bb) {
                    best = change;
                    bestX = i;
                    bestY = j;
                }
            }
        }
        subtract(v, t, 2, 0, bestX);
        subtract(v, t, 2, 1, bestY);
        return Vectors.dot(v[2], v[2]) < PROGRESS * bb;
    }

    private static void subtract(double[][] v, int[][] t, int from, int what, long times) {
        int factor = Math.toIntExact(times);
        for (int i = 0; factor != 0 && i < 3; i++) {
            v[from][i] -= factor * v[what][i];
            t[from][i] -= factor * t[what][i];
        }
    }

    /** Returns the given vectors in units of the reduced ones, as rows of whole numbers. */
    public double[][] inverseTransform() {
        double[][] rows = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                rows[i][j] = transform[i][j];
            }
        }
        return Vectors.inverse(rows);
    }

    private static void sort(double[][] v, int[][] t) {
        for (int i = 1; i < 3; i++) {
            for (int j = i;
                    j > 0 && Vectors.dot(v[j], v[j]) < Vectors.dot(v[j - 1], v[j - 1]);
                    j--) {
                swap(v, t, j, j - 1);
            }
        }
    }

    private static void swap(double[][] v, int[][] t, int i, int j) {
        double[] row = v[i];
        v[i] = v[j];
        v[j] = row;
        int[] combination = t[i];
        t[i] = t[j];
        t[j] = combination;
    }
}
