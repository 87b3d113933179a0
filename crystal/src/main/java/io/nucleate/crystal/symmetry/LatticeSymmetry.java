package io.nucleate.crystal.symmetry;

import io.nucleate.crystal.Vectors;

import java.util.ArrayList;
import java.util.List;

/** Finds the rotations, proper and improper, that map a lattice onto itself. */
final class LatticeSymmetry {
    /**
     * Images of the vectors of a reduced basis are combinations with coefficients -1, 0 and 1. One
     * more is allowed for bases that are reduced only within rounding.
     */
    private static final int LARGEST_COEFFICIENT = 2;

    private LatticeSymmetry() {}

    /**
     * Finds the rotations of a lattice.
     *
     * @param vectors rows of a Minkowski-reduced basis in angstrom
     * @param toleranceAngstrom largest difference in length between a basis vector and its image;
     *     the angle between two vectors may differ by as much at the ends of the vectors
     * @return matrices that act on columns of fractional coordinates
     */
    static List<int[][]> of(double[][] vectors, double toleranceAngstrom) {
        List<List<LatticeVector>> shells = new ArrayList<>();
        for (double[] vector : vectors) {
            shells.add(shell(vectors, Vectors.norm(vector), toleranceAngstrom));
        }
        double[] angles = {
            angle(vectors[0], vectors[1]),
            angle(vectors[0], vectors[2]),
            angle(vectors[1], vectors[2])
        };
        List<int[][]> rotations = new ArrayList<>();
        for (LatticeVector a : shells.get(0)) {
            for (LatticeVector b : shells.get(1)) {
                if (!hasAngle(a, b, angles[0], toleranceAngstrom)) {
                    continue;
                }
                for (LatticeVector c : shells.get(2)) {
                    if (hasAngle(a, c, angles[1], toleranceAngstrom)
                            && hasAngle(b, c, angles[2], toleranceAngstrom)
                            && isUnimodular(a, b, c)) {
                        rotations.add(columns(a, b, c));
                    }
                }
            }
        }
        return rotations;
    }

    private record LatticeVector(int[] coefficients, double[] xyz, double length) {}

    private static List<LatticeVector> shell(
            double[][] vectors, double length, double toleranceAngstrom) {
        List<LatticeVector> shell = new ArrayList<>();
        int n = LARGEST_COEFFICIENT;
        for (int i = -n; i <= n; i++) {
            for (int j = -n; j <= n; j++) {
                for (int k = -n; k <= n; k++) {
                    double[] xyz = Vectors.multiply(new double[] {i, j, k}, vectors);
                    double norm = Vectors.norm(xyz);
                    if (Math.abs(norm - length) <= toleranceAngstrom) {
                        shell.add(new LatticeVector(new int[] {i, j, k}, xyz, norm));
                    }
                }
            }
        }
        return shell;
    }

    private static double angle(double[] u, double[] v) {
        return Math.atan2(Vectors.norm(Vectors.cross(u, v)), Vectors.dot(u, v));
    }

    private static boolean hasAngle(
            LatticeVector u, LatticeVector v, double angle, double toleranceAngstrom) {
        double arm = (u.length + v.length) / 2;
        return Math.abs(angle(u.xyz, v.xyz) - angle) * arm <= toleranceAngstrom;
    }

    private static boolean isUnimodular(LatticeVector a, LatticeVector b, LatticeVector c) {
        return Math.abs(IntegerMatrices.determinant(
                        new int[][] {a.coefficients, b.coefficients, c.coefficients}))
                == 1;
    }

    private static int[][] columns(LatticeVector a, LatticeVector b, LatticeVector c) {
        int[][] columns = new int[3][];
        for (int i = 0; i < 3; i++) {
            columns[i] = new int[] {a.coefficients[i], b.coefficients[i], c.coefficients[i]};
        }
        return columns;
    }
}
