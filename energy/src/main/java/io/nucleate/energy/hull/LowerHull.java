package io.nucleate.energy.hull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The facets of a lower convex hull over the compositions of e elements, to which points are added
 * one after the other; see {@link PhaseDiagram}. The first e points are the pure elements.
 */
final class LowerHull {
    /** A point that lies less than this below a facet is a mixture, and leaves the facet whole. */
    private static final double COPLANAR_EV_PER_ATOM = 1e-8;

    /**
     * Compositions with a smaller determinant lie on one line, in one plane, and so on. That of
     * formulas is a multiple of 1 over the product of their numbers of atoms.
     */
    private static final double DETERMINANT_MIN = 1e-12;

    private final double[][] fractions;
    private final double[] energiesEvPerAtom;
    private List<Facet> facets = new ArrayList<>();

    /**
     * Points that span a part of the hull.
     *
     * @param corners numbers of the points, ascending
     * @param potentialsEvPerAtom chemical potentials of the elements: the height of the plane where
     *     there is nothing else
     */
    record Facet(List<Integer> corners, double[] potentialsEvPerAtom) {
        /** Returns the height of the plane at a composition, inside the facet or not. */
        double heightEvPerAtom(double[] fractions) {
            double height = 0;
            for (int i = 0; i < fractions.length; i++) {
                height += fractions[i] * potentialsEvPerAtom[i];
            }
            return height;
        }
    }

    /**
     * Begins with the facet of the pure elements.
     *
     * @param fractions of each element in each point, [point][element]
     */
    LowerHull(double[][] fractions, double[] energiesEvPerAtom) {
        this.fractions = fractions;
        this.energiesEvPerAtom = energiesEvPerAtom;
        List<Integer> pure = new ArrayList<>();
        for (int i = 0; i < fractions[0].length; i++) {
            pure.add(i);
        }
        facets.add(facet(pure).orElseThrow());
    }

    List<Facet> facets() {
        return facets;
    }

    /** Returns the height of the hull, which is convex: that of its highest plane. */
    double heightEvPerAtom(int point) {
        return facets.stream()
                .mapToDouble(facet -> facet.heightEvPerAtom(fractions[point]))
                .max()
                .orElseThrow();
    }

    /** Adds a point: facets above it go, and it is joined to the rim of the hole. */
    void add(int point) {
        List<Facet> kept = new ArrayList<>();
        Set<List<Integer>> rim = new HashSet<>();
        for (Facet facet : facets) {
            double below = facet.heightEvPerAtom(fractions[point]) - energiesEvPerAtom[point];
            if (below <= COPLANAR_EV_PER_ATOM) {
                kept.add(facet);
                continue;
            }
            for (List<Integer> ridge : ridges(facet)) {
                // A ridge between two facets that go is inside the hole.
                if (!rim.remove(ridge)) {
                    rim.add(ridge);
                }
            }
        }
        for (List<Integer> ridge : rim) {
            List<Integer> corners = new ArrayList<>(ridge);
            corners.add(point);
            corners.sort(Comparator.naturalOrder());
            // None with a ridge at the edge of the diagram where the point lies itself.
            facet(corners).ifPresent(kept::add);
        }
        facets = kept;
    }

    private static List<List<Integer>> ridges(Facet facet) {
        List<List<Integer>> ridges = new ArrayList<>();
        for (Integer corner : facet.corners()) {
            ridges.add(facet.corners().stream()
                    .filter(other -> !other.equals(corner))
                    .toList());
        }
        return ridges;
    }

    /** Returns the facet of some corners; empty if their compositions span none. */
    private Optional<Facet> facet(List<Integer> corners) {
        int n = corners.size();
        double[][] rows = new double[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = Arrays.copyOf(fractions[corners.get(i)], n + 1);
            rows[i][n] = energiesEvPerAtom[corners.get(i)];
        }
        return solve(rows).map(potentials -> new Facet(List.copyOf(corners), potentials));
    }

    /** Solves a few linear equations by elimination; empty if they are not independent. */
    private static Optional<double[]> solve(double[][] rows) {
        int n = rows.length;
        double determinant = 1;
        for (int column = 0; column < n; column++) {
            int pivot = column;
            for (int row = column + 1; row < n; row++) {
                if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) {
                    pivot = row;
                }
            }
            double[] top = rows[pivot];
            rows[pivot] = rows[column];
            rows[column] = top;
            determinant *= top[column];
            if (Math.abs(determinant) < DETERMINANT_MIN) {
                return Optional.empty();
            }
            for (int row = 0; row < n; row++) {
                double factor = row == column ? 0 : rows[row][column] / top[column];
                for (int k = column; k <= n; k++) {
                    rows[row][k] -= factor * top[k];
                }
            }
        }
        double[] solution = new double[n];
        for (int i = 0; i < n; i++) {
            solution[i] = rows[i][n] / rows[i][i];
        }
        return Optional.of(solution);
    }
}
