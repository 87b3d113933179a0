package io.nucleate.crystal.matching;

import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Vectors;

import java.util.ArrayList;
import java.util.List;

/**
 * A basis of one lattice that resembles the cell of another.
 *
 * @param fromOwn maps fractional coordinates in the lattice's own cell to those in the new basis
 * @param average rows: the cell halfway between the two, by its lengths and angles
 */
record LatticeMapping(double[][] fromOwn, double[][] average) {

    /** A lattice point: coefficients, position, distance from the origin. */
    private record Point(double[] coefficients, double[] position, double length) {}

    /**
     * Finds every basis of the lattice whose lengths and angles are those of the target within the
     * tolerances.
     */
    static List<LatticeMapping> find(
            PreparedStructure lattice, PreparedStructure target, Tolerances tolerances) {
        double[] wanted = target.parameters;
        double factor = 1 + tolerances.length();
        double longest = Math.max(wanted[0], Math.max(wanted[1], wanted[2]));
        List<Point> points = pointsWithin(longest * factor, lattice.vectors);
        List<List<Point>> candidates = new ArrayList<>();
        for (int k = 0; k < 3; k++) {
            double length = wanted[k];
            candidates.add(points.stream()
                    .filter(point ->
                            point.length < length * factor && point.length > length / factor)
                    .toList());
        }
        List<LatticeMapping> mappings = new ArrayList<>();
        for (Point a : candidates.get(0)) {
            for (Point b : candidates.get(1)) {
                if (!isAngle(a, b, wanted[5], tolerances)) {
                    continue;
                }
                for (Point c : candidates.get(2)) {
                    if (isAngle(b, c, wanted[3], tolerances)
                            && isAngle(a, c, wanted[4], tolerances)) {
                        add(mappings, a, b, c, wanted);
                    }
                }
            }
        }
        return mappings;
    }

    private static void add(
            List<LatticeMapping> mappings, Point a, Point b, Point c, double[] wanted) {
        double[][] basis = {a.coefficients, b.coefficients, c.coefficients};
        if (Math.abs(Math.abs(Vectors.determinant(basis)) - 1) > 0.5) {
            return;
        }
        double[] mean = Lattice.ofVectors(new double[][] {a.position, b.position, c.position})
                .parameters();
        for (int i = 0; i < 6; i++) {
            mean[i] = (mean[i] + wanted[i]) / 2;
        }
        if (Lattice.isPossible(mean)) {
            mappings.add(
                    new LatticeMapping(Vectors.inverse(basis), Lattice.of(mean).vectors()));
        }
    }

    private static boolean isAngle(Point p, Point q, double wantedDegrees, Tolerances tolerances) {
        double cosine = Vectors.dot(p.position, q.position) / (p.length * q.length);
        double degrees = Math.toDegrees(Math.acos(Math.max(-1, Math.min(1, cosine))));
        return Math.abs(degrees - wantedDegrees) < tolerances.angleDegrees();
    }

    private static List<Point> pointsWithin(double radius, double[][] vectors) {
        double[] spacings = Vectors.planeSpacings(vectors);
        int[] most = new int[3];
        for (int k = 0; k < 3; k++) {
            most[k] = (int) (radius / spacings[k]);
        }
        List<Point> points = new ArrayList<>();
        for (int i = -most[0]; i <= most[0]; i++) {
            for (int j = -most[1]; j <= most[1]; j++) {
                for (int k = -most[2]; k <= most[2]; k++) {
                    double[] coefficients = {i, j, k};
                    double[] position = Vectors.multiply(coefficients, vectors);
                    double length = Vectors.norm(position);
                    if (length > 0 && length <= radius) {
                        points.add(new Point(coefficients, position, length));
                    }
                }
            }
        }
        return points;
    }
}
