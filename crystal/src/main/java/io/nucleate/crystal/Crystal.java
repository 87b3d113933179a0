package io.nucleate.crystal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A crystal by its symmetry: space group, lattice of the conventional cell and occupied Wyckoff positions. Sites are kept
 * sorted by letter, those of one letter in the order given (a sampled crystal keeps the order in which it was drawn, whose
 * density its log-probability is); coordinates are in [0, 1).
 */
public record Crystal(SpaceGroup spaceGroup, Lattice lattice, List<Site> sites) {
    /** Largest distance between a coordinate and its projection, in fractions, that input may have: six printed digits. */
    private static final double COORDINATE_TOLERANCE = 2e-3;

    private static final Comparator<Site> BY_LETTER =
            Comparator.comparingInt((Site site) -> WyckoffPosition.numberOf(site.wyckoff()));

    /**
     * Projects every site onto its Wyckoff position and sorts by letter.
     *
     * @throws IllegalArgumentException for a letter that the group lacks, a site off its position, a fixed position
     *     occupied twice, or no site at all
     */
    public Crystal {
        if (sites.isEmpty()) {
            throw new IllegalArgumentException("a crystal needs at least one site");
        }
        List<Site> projected = new ArrayList<>(sites.size());
        for (Site site : sites) {
            projected.add(project(spaceGroup.position(site.wyckoff()), site));
        }
        projected.sort(BY_LETTER);
        for (int i = 1; i < projected.size(); i++) {
            char letter = projected.get(i).wyckoff();
            if (letter == projected.get(i - 1).wyckoff()
                    && !spaceGroup.position(letter).hasFreeParameters()) {
                throw new IllegalArgumentException("Wyckoff position '" + letter + "' of space group " + spaceGroup
                        + " is a fixed point and cannot be occupied twice");
            }
        }
        sites = List.copyOf(projected);
    }

    private static Site project(WyckoffPosition position, Site site) {
        double[] image = position.project(site.x(), site.y(), site.z());
        double[] given = site.xyz();
        for (int i = 0; i < 3; i++) {
            if (Math.abs(Vectors.nearest(image[i] - given[i])) > COORDINATE_TOLERANCE) {
                throw new IllegalArgumentException(String.format(
                        java.util.Locale.ROOT,
                        "%s at (%.6f, %.6f, %.6f) is not on Wyckoff position '%s' (%s)",
                        site.element(),
                        site.x(),
                        site.y(),
                        site.z(),
                        site.wyckoff(),
                        position.first()));
            }
        }
        return new Site(site.element(), site.wyckoff(), image[0], image[1], image[2]);
    }

    /** The same crystal with the sites of one letter sorted by x, y, z: the order of CrystalFormer (arXiv 2403.15734) for data. */
    public Crystal canonical() {
        List<Site> sorted = new ArrayList<>(sites);
        sorted.sort(BY_LETTER
                .thenComparingDouble(Site::x)
                .thenComparingDouble(Site::y)
                .thenComparingDouble(Site::z));
        return new Crystal(spaceGroup, lattice, sorted);
    }

    /** Number of atoms in the conventional cell. */
    public int atomCount() {
        int atoms = 0;
        for (Site site : sites) {
            atoms += spaceGroup.position(site.wyckoff()).multiplicity();
        }
        return atoms;
    }

    /** Composition of the conventional cell. */
    public Composition composition() {
        Composition.Builder composition = new Composition.Builder();
        for (Site site : sites) {
            composition.add(site.element(), spaceGroup.position(site.wyckoff()).multiplicity());
        }
        return composition.build();
    }

    /** Every atom of the conventional cell. */
    public Structure structure() {
        return expand(lattice.vectors(), new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, 1);
    }

    /** Every atom of a primitive cell: the same crystal with up to four times fewer atoms. */
    public Structure primitiveStructure() {
        double[][] basis = primitiveBasis(spaceGroup.centrings());
        return expand(
                Vectors.multiply(basis, lattice.vectors()), Vectors.inverse(basis), spaceGroup.centrings().length);
    }

    /** @param toCell maps conventional to new fractional coordinates; @param centrings how many images coincide there */
    private Structure expand(double[][] latticeVectors, double[][] toCell, int centrings) {
        int atoms = atomCount() / centrings;
        int[] atomicNumbers = new int[atoms];
        double[][] frac = new double[atoms][];
        int filled = 0;
        for (Site site : sites) {
            int start = filled;
            for (AffineOperation operation : spaceGroup.position(site.wyckoff()).operations()) {
                double[] image = Vectors.multiply(operation.apply(site.xyz()), toCell);
                for (int i = 0; i < 3; i++) {
                    image[i] = Vectors.wrap(image[i]);
                }
                if (centrings == 1 || !contains(frac, start, filled, image)) {
                    atomicNumbers[filled] = site.element().atomicNumber();
                    frac[filled++] = image;
                }
            }
        }
        return new Structure(latticeVectors, atomicNumbers, frac);
    }

    /**
     * Images related by a centring coincide in the primitive cell. Different orbit members that sampling placed closer than
     * the tolerance must stay apart, so it is far below any interatomic distance and far above rounding.
     */
    private static boolean contains(double[][] points, int from, int to, double[] point) {
        for (int i = from; i < to; i++) {
            if (Math.abs(Vectors.nearest(points[i][0] - point[0])) < 1e-9
                    && Math.abs(Vectors.nearest(points[i][1] - point[1])) < 1e-9
                    && Math.abs(Vectors.nearest(points[i][2] - point[2])) < 1e-9) {
                return true;
            }
        }
        return false;
    }

    /** Rows: primitive vectors in units of the conventional ones (International Tables A, table 1.5.4.1). */
    private static double[][] primitiveBasis(double[][] centrings) {
        double[][] best = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        if (centrings.length == 1) {
            return best;
        }
        List<double[]> translations = new ArrayList<>();
        for (double[] centring : centrings) {
            for (int shift = 0; shift < 27; shift++) {
                double[] t = {
                    Vectors.wrap(centring[0]) + shift / 9 - 1,
                    Vectors.wrap(centring[1]) + shift / 3 % 3 - 1,
                    Vectors.wrap(centring[2]) + shift % 3 - 1
                };
                if (Vectors.norm(t) > 1e-9 && Vectors.norm(t) < 1.01) {
                    translations.add(t);
                }
            }
        }
        double volume = 1.0 / centrings.length;
        for (double[] u : translations) {
            for (double[] v : translations) {
                for (double[] w : translations) {
                    double[][] basis = {u, v, w};
                    if (Math.abs(Vectors.determinant(basis) - volume) < 1e-9) {
                        return basis;
                    }
                }
            }
        }
        throw new IllegalStateException("no primitive basis for " + centrings.length + " centrings");
    }
}
