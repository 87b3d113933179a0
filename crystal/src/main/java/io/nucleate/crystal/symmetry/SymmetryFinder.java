package io.nucleate.crystal.symmetry;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.Vectors;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the space group of a structure and writes it as a crystal in the standard setting.
 *
 * <p>Each step is a class of this package:
 *
 * <ol>
 *   <li>{@link PrimitiveCells} finds the pure translations and reduces the cell to a primitive one.
 *   <li>{@link LatticeSymmetry} finds the rotations of its lattice, and {@link AtomicCell} the
 *       translation with which each of them maps the atoms onto themselves.
 *   <li>{@link ConventionalAxes} lays axes along the symmetry directions.
 *   <li>{@link TabulatedGroup} finds the space group, and the origin at which the operations are
 *       those of the tables.
 *   <li>{@link StandardSetting} averages lattice and positions over the group and finds the Wyckoff
 *       letters.
 * </ol>
 *
 * <p>The method follows R. W. Grosse-Kunstleve, Acta Cryst. A 55, 383 (1999), and A. Togo and I.
 * Tanaka, arXiv 1808.01590 (spglib).
 *
 * <p>The tolerance is the largest distance, in angstrom, between an atom and the place where a
 * symmetry operation puts it. A lattice vector may differ from its image by as much. If the
 * operations that are found with the tolerance do not form a space group, it is lowered until they
 * do. So the result is always exactly symmetric, and no atom moves by more than the tolerance that
 * is reported.
 */
public final class SymmetryFinder {
    /**
     * Default tolerance in angstrom: the Materials Project and the training data of crystal
     * generators use it.
     */
    public static final double DEFAULT_TOLERANCE_ANGSTROM = 0.01;

    private static final double TOLERANCE_STEP = 0.8;

    /** Number of steps, which lead down to a ten-thousandth of the tolerance asked for. */
    private static final int STEPS = 40;

    private SymmetryFinder() {}

    /** Finds the crystal at the default tolerance; see {@link #analyze}. */
    public static Crystal find(Structure structure) {
        return find(structure, DEFAULT_TOLERANCE_ANGSTROM);
    }

    /** Finds the crystal; see {@link #analyze}. */
    public static Crystal find(Structure structure, double toleranceAngstrom) {
        return analyze(structure, toleranceAngstrom).crystal();
    }

    /**
     * Finds the crystal, and how it lies in the structure. The result does not depend on the cell
     * in which the structure is given, except for the choices that the International Tables leave
     * open: the origin, and axes that symmetry does not tell apart.
     *
     * @throws IllegalArgumentException for a tolerance that is not positive, or atoms closer to one
     *     another than it
     */
    public static FoundSymmetry analyze(Structure structure, double toleranceAngstrom) {
        if (!(toleranceAngstrom > 0) || Double.isInfinite(toleranceAngstrom)) {
            throw new IllegalArgumentException(
                    "the tolerance must be a positive number of angstrom, not "
                            + toleranceAngstrom);
        }
        AtomicCell cell = AtomicCell.of(structure);
        cell.requireAtomsApart(toleranceAngstrom);
        double tolerance = toleranceAngstrom;
        for (int step = 0; step < STEPS; step++) {
            Optional<FoundSymmetry> found = attempt(cell, tolerance);
            if (found.isPresent()) {
                return found.get();
            }
            tolerance *= TOLERANCE_STEP;
        }
        throw new IllegalArgumentException(
                "no tolerance from " + toleranceAngstrom + " down to " + tolerance
                        + " angstrom gives a consistent space group; check the structure for"
                        + " atoms that are nearly on top of one another");
    }

    /**
     * Finds the symmetry of a crystal where it is another one than that of its space group: sites
     * and lattice may happen to have more. Quick where it is not, for then the operations need no
     * more than being counted.
     *
     * @return the crystal in its own space group; empty where that is the one it is given in
     * @throws IllegalArgumentException as {@link #analyze}
     */
    public static Optional<Crystal> findOther(Crystal crystal, double toleranceAngstrom) {
        Structure structure = crystal.primitiveStructure();
        AtomicCell cell = AtomicCell.of(structure);
        cell.requireAtomsApart(toleranceAngstrom);
        int operations = crystal.spaceGroup().general().multiplicity()
                / crystal.spaceGroup().centrings().length;
        boolean noMore = PrimitiveCells.of(cell, toleranceAngstrom)
                .filter(primitive -> primitive.atomCount() == cell.atomCount()
                        && mappings(primitive, toleranceAngstrom).size() == operations)
                .isPresent();
        if (noMore) {
            return Optional.empty();
        }
        Crystal found = find(structure, toleranceAngstrom);
        return found.spaceGroup().equals(crystal.spaceGroup())
                ? Optional.empty()
                : Optional.of(found);
    }

    private static Optional<FoundSymmetry> attempt(AtomicCell cell, double toleranceAngstrom) {
        return PrimitiveCells.of(cell, toleranceAngstrom)
                .flatMap(primitive -> setting(primitive, toleranceAngstrom))
                .flatMap(setting -> result(cell, setting, toleranceAngstrom));
    }

    private static Optional<StandardSetting> setting(
            AtomicCell primitive, double toleranceAngstrom) {
        List<AtomMapping> mappings = mappings(primitive, toleranceAngstrom);
        List<int[][]> rotations =
                mappings.stream().map(mapping -> mapping.operation().rotation()).toList();
        return PointGroup.generators(rotations).isEmpty()
                ? Optional.empty()
                : StandardSetting.of(primitive, mappings);
    }

    private static List<AtomMapping> mappings(AtomicCell primitive, double toleranceAngstrom) {
        List<AtomMapping> mappings = new ArrayList<>();
        for (int[][] rotation : LatticeSymmetry.of(primitive.vectors(), toleranceAngstrom)) {
            primitive.mappingWith(rotation, toleranceAngstrom).ifPresent(mappings::add);
        }
        return mappings;
    }

    /**
     * Returns the result if every atom is within the tolerance of its place. Exact operations may
     * miss an atom by twice the tolerance, by its own misfit and that of its image; their mean may
     * not.
     */
    private static Optional<FoundSymmetry> result(
            AtomicCell cell, StandardSetting setting, double toleranceAngstrom) {
        Optional<StandardSetting.Symmetrized> symmetrized =
                setting.symmetrized(2 * toleranceAngstrom);
        if (symmetrized.isEmpty()) {
            return Optional.empty();
        }
        double displacement = cell.largestDistanceTo(symmetrized.get().cell());
        if (displacement > toleranceAngstrom) {
            return Optional.empty();
        }
        double[][] toCell = Vectors.inverse(cell.vectors());
        return Optional.of(new FoundSymmetry(
                symmetrized.get().crystal(),
                toleranceAngstrom,
                displacement,
                Vectors.multiply(setting.vectors(), toCell),
                Vectors.multiply(setting.cartesianOrigin(), toCell)));
    }
}
