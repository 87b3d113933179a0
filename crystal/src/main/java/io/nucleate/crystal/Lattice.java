package io.nucleate.crystal;

/**
 * A unit cell: lengths in angstrom, angles in degrees.
 *
 * @param alpha angle between b and c
 * @param beta angle between a and c
 * @param gamma angle between a and b
 */
public record Lattice(double a, double b, double c, double alpha, double beta, double gamma) {

    /**
     * Checks that the parameters are those of a cell.
     *
     * @throws IllegalArgumentException unless lengths are positive and the angles span a volume
     */
    public Lattice {
        for (double length : new double[] {a, b, c}) {
            if (!(length > 0) || Double.isInfinite(length)) {
                throw new IllegalArgumentException(
                        "lattice length " + length + " is not a positive number of angstrom");
            }
        }
        for (double angle : new double[] {alpha, beta, gamma}) {
            if (!(angle > 0 && angle < 180)) {
                throw new IllegalArgumentException(
                        "lattice angle " + angle + " is not between 0 and 180 degrees");
            }
        }
        if (!(volumeFactorSquared(alpha, beta, gamma) > 0)) {
            throw new IllegalArgumentException(
                    "lattice angles " + alpha + ", " + beta + ", " + gamma + " span no volume");
        }
    }

    /** Tells whether the constructor accepts six parameters. */
    public static boolean isPossible(double[] p) {
        for (int i = 0; i < 3; i++) {
            if (!(p[i] > 0) || Double.isInfinite(p[i]) || !(p[i + 3] > 0 && p[i + 3] < 180)) {
                return false;
            }
        }
        return volumeFactorSquared(p[3], p[4], p[5]) > 0;
    }

    /** Returns the lattice of a, b, c (angstrom), alpha, beta and gamma (degrees). */
    public static Lattice of(double[] parameters) {
        if (parameters.length != 6) {
            throw new IllegalArgumentException(
                    "a lattice has 6 parameters, not " + parameters.length);
        }
        return new Lattice(
                parameters[0],
                parameters[1],
                parameters[2],
                parameters[3],
                parameters[4],
                parameters[5]);
    }

    /** Returns the lattice of three vectors, given as rows in angstrom. */
    public static Lattice ofVectors(double[][] rows) {
        double a = Vectors.norm(rows[0]);
        double b = Vectors.norm(rows[1]);
        double c = Vectors.norm(rows[2]);
        return new Lattice(
                a,
                b,
                c,
                angleDegrees(rows[1], b, rows[2], c),
                angleDegrees(rows[0], a, rows[2], c),
                angleDegrees(rows[0], a, rows[1], b));
    }

    private static double angleDegrees(double[] u, double uNorm, double[] v, double vNorm) {
        double cosine = Vectors.dot(u, v) / (uNorm * vNorm);
        return Math.toDegrees(Math.acos(Math.max(-1, Math.min(1, cosine))));
    }

    /** Returns a, b and c in angstrom, then alpha, beta and gamma in degrees. */
    public double[] parameters() {
        return new double[] {a, b, c, alpha, beta, gamma};
    }

    /**
     * Returns the lattice vectors, as rows in angstrom: a along x, b in the xy plane, right-handed.
     */
    public double[][] vectors() {
        double cosAlpha = cosDegrees(alpha);
        double cosBeta = cosDegrees(beta);
        double cosGamma = cosDegrees(gamma);
        double sinGamma = Math.sqrt(1 - cosGamma * cosGamma);
        double cy = (cosAlpha - cosBeta * cosGamma) / sinGamma;
        double cz = Math.sqrt(1 - cosBeta * cosBeta - cy * cy);
        return new double[][] {
            {a, 0, 0}, {b * cosGamma, b * sinGamma, 0}, {c * cosBeta, c * cy, c * cz}
        };
    }

    /** Returns the lattice with its three lengths multiplied by a factor and the same angles. */
    public Lattice scaled(double factor) {
        return new Lattice(factor * a, factor * b, factor * c, alpha, beta, gamma);
    }

    /** Returns the volume in cubic angstrom. */
    public double volume() {
        return a * b * c * Math.sqrt(volumeFactorSquared(alpha, beta, gamma));
    }

    private static double volumeFactorSquared(double alpha, double beta, double gamma) {
        double x = cosDegrees(alpha);
        double y = cosDegrees(beta);
        double z = cosDegrees(gamma);
        return 1 - x * x - y * y - z * z + 2 * x * y * z;
    }

    /**
     * Returns the cosine of an angle, exactly at 60, 90 and 120 degrees. Symmetry puts most angles
     * there, and symmetric cells must stay exactly symmetric.
     */
    private static double cosDegrees(double degrees) {
        if (degrees == 90) {
            return 0;
        }
        if (degrees == 120) {
            return -0.5;
        }
        return degrees == 60 ? 0.5 : Math.cos(Math.toRadians(degrees));
    }
}
