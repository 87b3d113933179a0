package io.nucleate.energy.relaxation;

import io.nucleate.crystal.Vectors;

/**
 * What a cell has gone through: exp(ε) of a symmetric strain ε, as in FrechetCellFilter of the
 * atomic simulation environment. Volumes stay positive whatever the strain, and turning the cell as
 * a whole is left out.
 *
 * @param matrix exp(ε), by which lattice vectors and displacements, as rows, are multiplied
 */
record Deformation(double[][] matrix, double[][] strain) {
    /**
     * Terms of the exponential's series: enough for 1e-16 up to strains beyond any that is let
     * pass.
     */
    private static final int TERMS = 40;

    private static final double[][] IDENTITY = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

    static Deformation of(double[][] strain) {
        double[][] matrix = copy(IDENTITY);
        double[][] power = IDENTITY;
        for (int k = 1; k <= TERMS; k++) {
            power = Vectors.multiply(1.0 / k, Vectors.multiply(power, strain));
            add(matrix, power);
        }
        return new Deformation(matrix, strain);
    }

    /**
     * The further strain δ, in exp(ε)(1 + δ), that a change of ε by a small multiple of a symmetric
     * matrix amounts to, per multiple: exp(−ε) times the exponential's Fréchet derivative in that
     * direction.
     */
    double[][] furtherStrain(double[][] direction) {
        double[][] power = IDENTITY;
        double[][] powerSlope = new double[3][3];
        double[][] slope = new double[3][3];
        for (int k = 1; k <= TERMS; k++) {
            powerSlope = Vectors.multiply(powerSlope, strain);
            add(powerSlope, Vectors.multiply(power, direction));
            powerSlope = Vectors.multiply(1.0 / k, powerSlope);
            power = Vectors.multiply(1.0 / k, Vectors.multiply(power, strain));
            add(slope, powerSlope);
        }
        return Vectors.multiply(Vectors.inverse(matrix), slope);
    }

    private static double[][] copy(double[][] rows) {
        return new double[][] {rows[0].clone(), rows[1].clone(), rows[2].clone()};
    }

    private static void add(double[][] sum, double[][] rows) {
        for (int i = 0; i < 9; i++) {
            sum[i / 3][i % 3] += rows[i / 3][i % 3];
        }
    }
}
