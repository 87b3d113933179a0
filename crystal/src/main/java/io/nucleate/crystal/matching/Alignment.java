package io.nucleate.crystal.matching;

import io.nucleate.crystal.Vectors;

import java.util.OptionalDouble;

/**
 * Searches for the best superposition of two structures with the same atoms. One instance serves
 * one thread and one question.
 */
final class Alignment {
    private final PreparedStructure moving;
    private final PreparedStructure target;
    private final Tolerances tolerances;
    private final int atoms;

    /**
     * Fractional coordinates of the moving atoms in the basis that is being tried, after
     * subtracting the translation.
     */
    private final double[][] moved;
    /** Squared distances between atoms of one element, infinite beyond the bound. */
    private final double[][] squares;
    /** Displacement of each target atom to its partner. */
    private final double[][] displacements;

    private double[][] vectors;
    private double[] spacings;
    private double lengthUnit;

    private double leastMaximum = Double.POSITIVE_INFINITY;
    private double leastRms = Double.POSITIVE_INFINITY;

    Alignment(PreparedStructure moving, PreparedStructure target, Tolerances tolerances) {
        this.moving = moving;
        this.target = target;
        this.tolerances = tolerances;
        this.atoms = target.atomCount();
        this.moved = new double[atoms][3];
        this.squares = new double[atoms][atoms];
        this.displacements = new double[atoms][];
    }

    /** Tells whether there is a superposition within the tolerances. */
    boolean exists() {
        search(true);
        return isMatch();
    }

    /**
     * Returns the smallest root mean square displacement; empty where {@link #exists} would say no.
     */
    OptionalDouble rms() {
        search(false);
        return isMatch() ? OptionalDouble.of(leastRms) : OptionalDouble.empty();
    }

    private boolean isMatch() {
        return leastMaximum < tolerances.site();
    }

    private void search(boolean anyWillDo) {
        for (LatticeMapping mapping : LatticeMapping.find(moving, target, tolerances)) {
            vectors = mapping.average();
            spacings = Vectors.planeSpacings(vectors);
            lengthUnit = Math.cbrt(Math.abs(Vectors.determinant(vectors)) / atoms);
            double[][] basis = new double[atoms][];
            for (int i = 0; i < atoms; i++) {
                basis[i] = Vectors.multiply(moving.frac[i], mapping.fromOwn());
            }
            for (int anchor = 0; anchor < moving.endOfKind(0); anchor++) {
                for (int i = 0; i < atoms; i++) {
                    for (int k = 0; k < 3; k++) {
                        moved[i][k] = basis[i][k] - basis[anchor][k] + target.frac[0][k];
                    }
                }
                if (pair()) {
                    measure();
                }
                if (anyWillDo && isMatch()) {
                    return;
                }
            }
        }
    }

    /**
     * Returns the largest distance between partners, before the mean displacement is subtracted,
     * that can still improve the result. In the superposition that is sought, the anchor is at
     * distance 0 from its partner. Whatever the mean is, one of two displacements v and 0 deviates
     * from it by at least |v|/2, and the sum of both squared deviations is at least |v|²/2.
     */
    private double bound() {
        double byMaximum = 2 * tolerances.site();
        double byRms = isMatch() ? Math.sqrt(2 * atoms) * leastRms : Double.POSITIVE_INFINITY;
        return Math.min(byMaximum, byRms) * lengthUnit;
    }

    /**
     * Pairs the atoms of each element; returns false where an atom has no partner within the bound.
     */
    private boolean pair() {
        double bound = bound();
        for (int start = 0; start < atoms; start = target.endOfKind(start)) {
            int end = target.endOfKind(start);
            int[] nearest = nearest(start, end, bound);
            if (nearest == null) {
                return false;
            }
            int[] partners =
                    isOneToOne(nearest) ? nearest : LinearAssignment.solve(squares, end - start);
            if (partners == null) {
                return false;
            }
            for (int i = start; i < end; i++) {
                displacements[i] = new double[3];
                nearestImage(
                        moved[start + partners[i - start]],
                        target.frac[i],
                        bound,
                        displacements[i]);
            }
        }
        return true;
    }

    /**
     * Returns the nearest moving atom of each atom of one element, counted from the element's
     * first; null where an atom has none within the bound.
     */
    private int[] nearest(int start, int end, double bound) {
        int[] nearest = new int[end - start];
        double[] displacement = new double[3];
        for (int i = start; i < end; i++) {
            double[] row = squares[i - start];
            int best = 0;
            for (int j = start; j < end; j++) {
                row[j - start] = nearestImage(moved[j], target.frac[i], bound, displacement);
                if (row[j - start] < row[best]) {
                    best = j - start;
                }
            }
            if (row[best] == Double.POSITIVE_INFINITY) {
                return null;
            }
            nearest[i - start] = best;
        }
        return nearest;
    }

    private static boolean isOneToOne(int[] partners) {
        boolean[] taken = new boolean[partners.length];
        for (int partner : partners) {
            if (taken[partner]) {
                return false;
            }
            taken[partner] = true;
        }
        return true;
    }

    /**
     * Returns the squared distance to the nearest periodic image; infinite if it is beyond the
     * bound.
     *
     * @param displacement receives the Cartesian vector
     */
    private double nearestImage(double[] to, double[] from, double bound, double[] displacement) {
        double x = Vectors.nearest(to[0] - from[0]);
        double y = Vectors.nearest(to[1] - from[1]);
        double z = Vectors.nearest(to[2] - from[2]);
        double limit = bound * bound * (1 + 1e-9) + 1e-24;
        double nearest = Double.POSITIVE_INFINITY;
        for (double i = first(x, 0, bound); i * spacings[0] <= bound; i++) {
            for (double j = first(y, 1, bound); j * spacings[1] <= bound; j++) {
                for (double k = first(z, 2, bound); k * spacings[2] <= bound; k++) {
                    double dx = i * vectors[0][0] + j * vectors[1][0] + k * vectors[2][0];
                    double dy = j * vectors[1][1] + k * vectors[2][1];
                    double dz = k * vectors[2][2];
                    double square = dx * dx + dy * dy + dz * dz;
                    if (square < nearest && square <= limit) {
                        nearest = square;
                        displacement[0] = dx;
                        displacement[1] = dy;
                        displacement[2] = dz;
                    }
                }
            }
        }
        return nearest;
    }

    /**
     * Returns the smallest image of a fractional difference whose lattice plane is within the
     * bound.
     */
    private double first(double difference, int axis, double bound) {
        return difference - Math.floor(difference + bound / spacings[axis]);
    }

    /** Subtracts the mean displacement and keeps the best result. */
    private void measure() {
        double[] mean = new double[3];
        for (double[] displacement : displacements) {
            for (int k = 0; k < 3; k++) {
                mean[k] += displacement[k] / atoms;
            }
        }
        double sum = 0;
        double maximum = 0;
        for (double[] displacement : displacements) {
            double square = 0;
            for (int k = 0; k < 3; k++) {
                square += (displacement[k] - mean[k]) * (displacement[k] - mean[k]);
            }
            sum += square;
            maximum = Math.max(maximum, square);
        }
        leastMaximum = Math.min(leastMaximum, Math.sqrt(maximum) / lengthUnit);
        leastRms = Math.min(leastRms, Math.sqrt(sum / atoms) / lengthUnit);
    }
}
