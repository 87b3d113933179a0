package io.nucleate.crystal.symmetry;

import io.nucleate.crystal.AffineOperation;
import io.nucleate.crystal.Centring;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.Vectors;
import io.nucleate.crystal.WyckoffPosition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A primitive cell in the standard setting of its space group. It holds the conventional cell and
 * its origin, and makes the crystal exactly symmetric.
 */
final class StandardSetting {
    /** Largest rounding error of coordinates that are symmetric. */
    private static final double ON_POSITION = 1e-7;

    /** Coordinates are rounded to this grid, so that rounding errors decide nothing. */
    private static final double GRID = 1e-10;

    private final AtomicCell cell;
    private final Map<Long, AtomMapping> mappings;
    private final TabulatedGroup group;
    private final int[][] basis;
    private final double[] origin;
    private final double[][] fromPrimitive;

    /**
     * @param mappings in the conventional cell, by the key of their rotation
     * @param basis rows: conventional vectors in units of the primitive ones
     * @param origin in conventional coordinates
     */
    private StandardSetting(
            AtomicCell cell,
            Map<Long, AtomMapping> mappings,
            TabulatedGroup group,
            int[][] basis,
            double[] origin) {
        this.cell = cell;
        this.mappings = mappings;
        this.group = group;
        this.basis = basis;
        this.origin = origin;
        this.fromPrimitive = Vectors.inverse(IntegerMatrices.toDoubles(basis));
    }

    /**
     * Finds the first cell and origin at which the operations are those of a space group in the
     * tables; empty if the translations are too noisy to belong to any.
     *
     * @param mappings all operations of the cell, whose rotations form a group
     */
    static Optional<StandardSetting> of(AtomicCell cell, List<AtomMapping> mappings) {
        List<int[][]> rotations =
                mappings.stream().map(mapping -> mapping.operation().rotation()).toList();
        List<TabulatedGroup> groups = TabulatedGroup.ofTypes(PointGroup.types(rotations));
        for (int[][] basis : ConventionalAxes.of(
                groups.get(0).spaceGroup().crystalSystem(), rotations, cell.vectors())) {
            Map<Long, AtomMapping> converted = inConventionalCell(basis, mappings);
            for (TabulatedGroup group : groups) {
                if (isLatticeOf(group.spaceGroup().centring(), basis)) {
                    Optional<double[]> origin = group.originOf(converted);
                    if (origin.isPresent()) {
                        return Optional.of(
                                new StandardSetting(cell, converted, group, basis, origin.get()));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Tells whether the conventional cell with this centring has the lattice points of the
     * primitive one.
     */
    private static boolean isLatticeOf(Centring centring, int[][] basis) {
        if (IntegerMatrices.determinant(basis) != centring.latticePoints()) {
            return false;
        }
        for (double[] row : centring.primitiveVectors(IntegerMatrices.toDoubles(basis))) {
            for (double entry : row) {
                if (Math.abs(Vectors.nearest(entry)) > 1e-6) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Converts the operations to the conventional cell; the keys are those of their rotations. */
    private static Map<Long, AtomMapping> inConventionalCell(
            int[][] basis, List<AtomMapping> mappings) {
        double[][] fromPrimitive = Vectors.inverse(IntegerMatrices.toDoubles(basis));
        Map<Long, AtomMapping> converted = new HashMap<>();
        for (AtomMapping mapping : mappings) {
            SeitzOperation operation = mapping.operation();
            int[][] rotation = new int[3][3];
            for (int axis = 0; axis < 3; axis++) {
                int[] image = IntegerMatrices.multiply(operation.rotation(), basis[axis]);
                double[] row = Vectors.multiply(
                        new double[] {image[0], image[1], image[2]}, fromPrimitive);
                for (int i = 0; i < 3; i++) {
                    rotation[i][axis] = (int) Math.rint(row[i]);
                }
            }
            double[] translation = Vectors.multiply(operation.translation(), fromPrimitive);
            converted.put(
                    IntegerMatrices.key(rotation),
                    new AtomMapping(new SeitzOperation(rotation, translation), mapping.images()));
        }
        return converted;
    }

    /** Returns the conventional vectors as they lie in the structure, as rows in angstrom. */
    double[][] vectors() {
        return Vectors.multiply(IntegerMatrices.toDoubles(basis), cell.vectors());
    }

    /** Returns the origin in Cartesian coordinates, in angstrom. */
    double[] cartesianOrigin() {
        return Vectors.multiply(origin, vectors());
    }

    /**
     * Returns the crystal, and the primitive cell with its atoms moved to their places in the
     * crystal. Empty if the operations do not fit together: if one takes an atom farther than the
     * limit from the atom that should be there.
     */
    Optional<Symmetrized> symmetrized(double limitAngstrom) {
        double[][] positions = new double[cell.atomCount()][];
        for (int atom = 0; atom < positions.length; atom++) {
            positions[atom] = Vectors.multiply(cell.frac(atom), fromPrimitive);
            for (int i = 0; i < 3; i++) {
                positions[atom][i] -= origin[i];
            }
        }
        int[][] images = imagesOfTabulated();
        double[][] shifts = new double[positions.length][3];
        if (!addShifts(shifts, positions, images, limitAngstrom)) {
            return Optional.empty();
        }
        for (int atom = 0; atom < positions.length; atom++) {
            double[] shift = Vectors.multiply(shifts[atom], fromPrimitive);
            for (int i = 0; i < 3; i++) {
                positions[atom][i] += shift[i];
            }
        }
        Crystal crystal =
                new Crystal(group.spaceGroup(), lattice(), sites(positions, images)).canonical();
        return Optional.of(new Symmetrized(crystal, cell.shifted(shifts)));
    }

    /** A crystal, and the same atoms in the primitive cell from which it came. */
    record Symmetrized(Crystal crystal, AtomicCell cell) {}

    /** Returns the atom to which each operation of the table takes each atom. */
    private int[][] imagesOfTabulated() {
        return group.operations().stream()
                .map(operation ->
                        mappings.get(IntegerMatrices.key(operation.rotation())).images())
                .toArray(int[][]::new);
    }

    /**
     * Adds the shifts to the nearest symmetric structure, in primitive coordinates. Every atom
     * moves to the mean of the images that fall to it under all operations of the group, which are
     * exact.
     *
     * @return false if an image is farther than the limit from the atom that should be there: then
     *     the group permutes atoms in another way
     */
    private boolean addShifts(
            double[][] shifts, double[][] positions, int[][] images, double limitAngstrom) {
        double[][] toPrimitive = IntegerMatrices.toDoubles(basis);
        for (int k = 0; k < images.length; k++) {
            for (int atom = 0; atom < positions.length; atom++) {
                int target = images[k][atom];
                double[] image = group.operations().get(k).apply(positions[atom]);
                double[] step = AtomicCell.between(
                        Vectors.multiply(positions[target], toPrimitive),
                        Vectors.multiply(image, toPrimitive));
                if (cell.length(step) > limitAngstrom) {
                    return false;
                }
                for (int i = 0; i < 3; i++) {
                    shifts[target][i] += step[i] / images.length;
                }
            }
        }
        return true;
    }

    /** Returns the lattice with the mean metric tensor over all rotations. */
    private Lattice lattice() {
        double[][] vectors = vectors();
        double[][] metric = new double[3][3];
        for (SeitzOperation operation : group.operations()) {
            double[][] turned = new double[3][];
            for (int axis = 0; axis < 3; axis++) {
                int[][] r = operation.rotation();
                turned[axis] = Vectors.multiply(
                        new double[] {r[0][axis], r[1][axis], r[2][axis]}, vectors);
            }
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    metric[i][j] += Vectors.dot(turned[i], turned[j])
                            / group.operations().size();
                }
            }
        }
        double a = Math.sqrt(metric[0][0]);
        double b = Math.sqrt(metric[1][1]);
        double c = Math.sqrt(metric[2][2]);
        Lattice mean = new Lattice(
                a,
                b,
                c,
                Math.toDegrees(Math.acos(metric[1][2] / (b * c))),
                Math.toDegrees(Math.acos(metric[0][2] / (a * c))),
                Math.toDegrees(Math.acos(metric[0][1] / (a * b))));
        return group.spaceGroup().crystalSystem().constrain(mean);
    }

    private List<Site> sites(double[][] positions, int[][] images) {
        List<Site> sites = new ArrayList<>();
        boolean[] covered = new boolean[positions.length];
        for (int atom = 0; atom < positions.length; atom++) {
            if (!covered[atom]) {
                int size = 0;
                for (int[] image : images) {
                    size += covered[image[atom]] ? 0 : 1;
                    covered[image[atom]] = true;
                }
                sites.add(site(
                        Element.ofAtomicNumber(cell.atomicNumber(atom)), positions[atom], size));
            }
        }
        return sites;
    }

    /**
     * Returns the site of an atom and its equivalents. Of the images that lie on the representative
     * of a Wyckoff position, it takes the first in order of x, y, z.
     *
     * @param orbitSize number of equivalent atoms in the primitive cell
     */
    private Site site(Element element, double[] xyz, int orbitSize) {
        SpaceGroup spaceGroup = group.spaceGroup();
        int multiplicity = orbitSize * spaceGroup.centring().latticePoints();
        List<WyckoffPosition> candidates = spaceGroup.positions().stream()
                .filter(position -> position.multiplicity() == multiplicity)
                .toList();
        char letter = 0;
        double[] first = null;
        for (AffineOperation operation : spaceGroup.general().operations()) {
            double[] image = operation.apply(xyz);
            for (WyckoffPosition position : candidates) {
                double[] projected = position.project(image[0], image[1], image[2]);
                if (isSame(image, projected)) {
                    double[] tidy = tidied(projected);
                    if (first == null || Arrays.compare(tidy, first) < 0) {
                        first = tidy;
                        letter = position.letter();
                    }
                }
            }
        }
        if (first == null) {
            throw new IllegalStateException(
                    element + " at " + Arrays.toString(xyz) + " is on no Wyckoff position of "
                            + spaceGroup + " with multiplicity " + multiplicity);
        }
        return new Site(element, letter, first[0], first[1], first[2]);
    }

    private static boolean isSame(double[] x, double[] y) {
        double[] difference = AtomicCell.between(x, y);
        return Math.abs(difference[0]) < ON_POSITION
                && Math.abs(difference[1]) < ON_POSITION
                && Math.abs(difference[2]) < ON_POSITION;
    }

    private static double[] tidied(double[] xyz) {
        return Arrays.stream(xyz)
                .map(coordinate -> Vectors.wrap(Math.rint(coordinate / GRID) * GRID))
                .toArray();
    }
}
