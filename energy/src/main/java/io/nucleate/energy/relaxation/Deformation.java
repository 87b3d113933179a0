package io.nucleate.energy.relaxation;

import io.nucleate.crystal.Vectors;

/**
 * The deformation of a cell: the matrix exponential exp(ε) of a symmetric strain ε, as in the
 * FrechetCellFilter of the atomic simulation environment (ASE). The volume stays positive for any
 * strain, and a symmetric strain does not rotate the cell.
 *
 * @param matrix [3][3], exp(ε); lattice vectors and displacements are rows that are multiplied by
 *     it
 * @param strain [3][3], ε
 */
record Deformation(double[][] matrix, double[][] strain) {
    /**
     * Number of terms in the series of the exponential. Its error is below 1e-16, also for strains
     * larger than any that a relaxation accepts.
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
     * Returns the strain δ of the deformed cell that a change of ε causes, to first order: exp(ε +
     * t D) = exp(ε)(1 + t δ) for a small number t and the direction D. δ is exp(−ε) times the
     * Fréchet derivative of the exponential at ε in the direction D.
     *
     * @param direction [3][3], the symmetric matrix D
     * @return [3][3], δ
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
