package io.nucleate.crystal;

/** Small dense algebra on 3-vectors and 3x3 matrices given as rows. */
public final class Vectors {
    private Vectors() {}

    public static double dot(double[] u, double[] v) {
        return u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
    }

    public static double norm(double[] v) {
        return Math.sqrt(dot(v, v));
    }

    public static double[] cross(double[] u, double[] v) {
        return new double[] {
            u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]
        };
    }

    public static double determinant(double[][] m) {
        return dot(m[0], cross(m[1], m[2]));
    }

    /**
     * Multiplies a row vector by a matrix. A matrix that holds lattice vectors as rows converts
     * fractional to Cartesian coordinates.
     */
    public static double[] multiply(double[] row, double[][] m) {
        double[] product = new double[3];
        for (int j = 0; j < 3; j++) {
            product[j] = row[0] * m[0][j] + row[1] * m[1][j] + row[2] * m[2][j];
        }
        return product;
    }

    public static double[][] multiply(double[][] a, double[][] b) {
        return new double[][] {multiply(a[0], b), multiply(a[1], b), multiply(a[2], b)};
    }

    public static double[][] multiply(double factor, double[][] m) {
        double[][] product = new double[3][3];
        for (int i = 0; i < 9; i++) {
            product[i / 3][i % 3] = factor * m[i / 3][i % 3];
        }
        return product;
    }

    /**
     * Inverts a matrix.
     *
     * @throws ArithmeticException for a singular matrix
     */
    public static double[][] inverse(double[][] m) {
        double determinant = determinant(m);
        if (determinant == 0) {
            throw new ArithmeticException("singular matrix");
        }
        double[] x = cross(m[1], m[2]);
        double[] y = cross(m[2], m[0]);
        double[] z = cross(m[0], m[1]);
        double[][] inverse = new double[3][3];
        for (int i = 0; i < 3; i++) {
            inverse[i][0] = x[i] / determinant;
            inverse[i][1] = y[i] / determinant;
            inverse[i][2] = z[i] / determinant;
        }
        return inverse;
    }

    /**
     * Returns the distances between neighbouring lattice planes, for each fractional coordinate
     * those of the planes on which it is constant.
     *
     * @param rows lattice vectors
     */
    public static double[] planeSpacings(double[][] rows) {
        double volume = Math.abs(determinant(rows));
        double[] spacings = new double[3];
        for (int k = 0; k < 3; k++) {
            spacings[k] = volume / norm(cross(rows[(k + 1) % 3], rows[(k + 2) % 3]));
        }
        return spacings;
    }

    /** Brings a coordinate into [0, 1). */
    public static double wrap(double coordinate) {
        double wrapped = coordinate - Math.floor(coordinate);
        return wrapped >= 1 ? 0 : wrapped;
    }

    /** Brings the difference of two fractional coordinates into [-1/2, 1/2]. */
    public static double nearest(double difference) {
        return difference - Math.rint(difference);
    }
}
