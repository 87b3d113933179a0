package io.nucleate.crystal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A crystal described by its symmetry: the space group, the lattice of the conventional cell, and
 * the occupied Wyckoff positions. Coordinates are in [0, 1). Sites are sorted by letter. The sites
 * of one letter keep the order in which they are given: the log-probability of a sampled crystal
 * belongs to the order in which its sites were drawn.
 */
public record Crystal(SpaceGroup spaceGroup, Lattice lattice, List<Site> sites) {
    /**
     * An input coordinate may be off its Wyckoff position by this fraction of the cell: it may have
     * been printed with three digits.
     */
    private static final double COORDINATE_TOLERANCE = 2e-3;

    /**
     * A lattice parameter of the input may differ by this share from the value that the crystal
     * system demands.
     */
    private static final double LATTICE_TOLERANCE = 1e-3;

    private static final double[][] IDENTITY = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

    private static final Comparator<Site> BY_LETTER =
            Comparator.comparingInt((Site site) -> WyckoffPosition.numberOf(site.wyckoff()));

    /**
     * Projects every site onto its Wyckoff position and sorts by letter; rounds the lattice to its
     * crystal system.
     *
     * @throws IllegalArgumentException for a letter that the group lacks, a site off its position,
     *     a fixed position occupied twice, no site at all, or a lattice of another crystal system
     */
    public Crystal {
        lattice = constrain(spaceGroup, lattice);
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
                throw new IllegalArgumentException(
                        "Wyckoff position '" + letter + "' of space group " + spaceGroup
                                + " is a fixed point and cannot be occupied twice");
            }
        }
        sites = List.copyOf(projected);
    }

    private static Lattice constrain(SpaceGroup spaceGroup, Lattice lattice) {
        Lattice constrained = spaceGroup.crystalSystem().constrain(lattice);
        double[] given = lattice.parameters();
        double[] expected = constrained.parameters();
        for (int i = 0; i < 6; i++) {
            if (Math.abs(given[i] - expected[i]) > LATTICE_TOLERANCE * expected[i]) {
                throw new IllegalArgumentException("lattice " + Arrays.toString(given) + " is not "
                        + spaceGroup.crystalSystem().name().toLowerCase(Locale.ROOT)
                        + ", as space group " + spaceGroup
                        + " demands of its conventional cell; from its free parameters follows "
                        + Arrays.toString(expected));
            }
        }
        return constrained;
    }

    private static Site project(WyckoffPosition position, Site site) {
        double[] image = position.project(site.x(), site.y(), site.z());
        double[] given = site.xyz();
        for (int i = 0; i < 3; i++) {
            if (Math.abs(Vectors.nearest(image[i] - given[i])) > COORDINATE_TOLERANCE) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
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

    /**
     * Returns the same crystal with the sites of one letter sorted by x, y, z. This is the order
     * that CrystalFormer (arXiv 2403.15734) gives its training data.
     */
    public Crystal canonical() {
        List<Site> sorted = new ArrayList<>(sites);
        sorted.sort(BY_LETTER
                .thenComparingDouble(Site::x)
                .thenComparingDouble(Site::y)
                .thenComparingDouble(Site::z));
        return new Crystal(spaceGroup, lattice, sorted);
    }

    /** Returns the number of atoms in the conventional cell. */
    public int atomCount() {
        int atoms = 0;
        for (Site site : sites) {
            atoms += spaceGroup.position(site.wyckoff()).multiplicity();
        }
        return atoms;
    }

    /** Returns the number of atoms in a primitive cell. */
    public int primitiveAtomCount() {
        return atomCount() / spaceGroup.centrings().length;
    }

    /** Returns the composition of the conventional cell. */
    public Composition composition() {
        Composition.Builder composition = new Composition.Builder();
        for (Site site : sites) {
            composition.add(site.element(), spaceGroup.position(site.wyckoff()).multiplicity());
        }
        return composition.build();
    }

    /** Returns every atom of the conventional cell. */
    public Structure structure() {
        return expand(lattice.vectors(), IDENTITY, 1);
    }

    /**
     * Returns every atom of a primitive cell of the most compact shape (Minkowski reduced). The
     * primitive cell has up to four times fewer atoms, and as few neighbouring cells within a
     * radius as can be.
     */
    public Structure primitiveStructure() {
        Centring centring = spaceGroup.centring();
        ReducedCell cell = ReducedCell.of(centring.primitiveVectors(lattice.vectors()));
        return expand(
                cell.vectors(),
                Vectors.multiply(centring.toPrimitive(), cell.inverseTransform()),
                centring.latticePoints());
    }

    /**
     * Returns every atom of a cell.
     *
     * @param toCell maps conventional to new fractional coordinates
     * @param latticePoints number of images that coincide in the new cell. The tables list the
     *     operations of a position once for each centring translation in turn, so that the first
     *     part of the list already reaches every atom
     */
    private Structure expand(double[][] latticeVectors, double[][] toCell, int latticePoints) {
        int atoms = atomCount() / latticePoints;
        Structure.refuseTooMany(atoms);
        int[] atomicNumbers = new int[atoms];
        double[][] frac = new double[atoms][];
        int atom = 0;
        for (Site site : sites) {
            List<AffineOperation> operations =
                    spaceGroup.position(site.wyckoff()).operations();
            for (AffineOperation operation :
                    operations.subList(0, operations.size() / latticePoints)) {
                double[] image = Vectors.multiply(operation.apply(site.xyz()), toCell);
                for (int i = 0; i < 3; i++) {
                    image[i] = Vectors.wrap(image[i]);
                }
                atomicNumbers[atom] = site.element().atomicNumber();
                frac[atom++] = image;
            }
        }
        return new Structure(latticeVectors, atomicNumbers, frac);
    }
}
