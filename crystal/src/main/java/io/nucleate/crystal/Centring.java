package io.nucleate.crystal;

/**
 * The centring of a conventional cell: the lattice points that it has besides its corners. It is
 * the first letter of a Hermann-Mauguin symbol. The numbers are the primitive vectors of
 * International Tables for Crystallography A, table 1.5.1.1, as rows in units of the conventional
 * vectors; R is the obverse setting on hexagonal axes.
 */
public enum Centring {
    P(1, new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}),
    A(2, new double[][] {{1, 0, 0}, {0, 0.5, -0.5}, {0, 0.5, 0.5}}),
    C(2, new double[][] {{0.5, 0.5, 0}, {-0.5, 0.5, 0}, {0, 0, 1}}),
    I(2, new double[][] {{-0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0.5, 0.5, -0.5}}),
    F(4, new double[][] {{0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}}),
    R(3, new double[][] {
        {2 / 3.0, 1 / 3.0, 1 / 3.0}, {-1 / 3.0, 1 / 3.0, 1 / 3.0}, {-1 / 3.0, -2 / 3.0, 1 / 3.0}
    });

    private final int latticePoints;
    private final double[][] primitiveBasis;
    private final double[][] toPrimitive;

    Centring(int latticePoints, double[][] primitiveBasis) {
        this.latticePoints = latticePoints;
        this.primitiveBasis = primitiveBasis;
        this.toPrimitive = Vectors.inverse(primitiveBasis);
    }

    /** Returns the number of lattice points in the conventional cell. */
    public int latticePoints() {
        return latticePoints;
    }

    /**
     * Returns the vectors of the primitive cell, as rows in angstrom.
     *
     * @param conventionalVectors rows in angstrom
     */
    public double[][] primitiveVectors(double[][] conventionalVectors) {
        return Vectors.multiply(primitiveBasis, conventionalVectors);
    }

    /**
     * Returns the matrix that converts fractional coordinates, as a row, from the conventional to
     * the primitive cell. Do not change it.
     */
    public double[][] toPrimitive() {
        return toPrimitive;
    }
}
