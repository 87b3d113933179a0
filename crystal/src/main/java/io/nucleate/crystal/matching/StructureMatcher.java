package io.nucleate.crystal.matching;

import java.util.OptionalDouble;

/**
 * Tells whether two structures are the same material up to a change of cell, origin, orientation,
 * handedness, scale and small displacements, and how far apart they are: a reimplementation of the
 * method of pymatgen's StructureMatcher (S. P. Ong et al., Comput. Mater. Sci. 68, 314, 2013) with
 * its default settings.
 *
 * <p>Both structures become primitive cells of one unit of volume per atom. Every basis of the one
 * lattice that resembles the cell of the other within the tolerances is tried, with every
 * translation that puts an atom of the rarest element onto one of the other structure; in the cell
 * halfway between the two the atoms of each element are paired at the least sum of squared
 * distances, and the mean displacement is taken off. The structures match if in one of these ways
 * no atom is displaced by as much as the tolerance.
 *
 * <p>It matters at the edge of the tolerances which of the two lattices is mapped onto the other's
 * cell. pymatgen maps the first onto the second; here both must succeed, so that the answer does
 * not depend on the order. Immutable, for any number of threads.
 */
public final class StructureMatcher {
    private final Tolerances tolerances;

    public StructureMatcher(Tolerances tolerances) {
        this.tolerances = tolerances;
    }

    public Tolerances tolerances() {
        return tolerances;
    }

    /**
     * Whether the structures match; quicker than {@link #rms}, for the first way that will do is
     * enough.
     */
    public boolean matches(PreparedStructure a, PreparedStructure b) {
        return areComparable(a, b)
                && new Alignment(a, b, tolerances).exists()
                && new Alignment(b, a, tolerances).exists();
    }

    /**
     * The root mean square displacement of the best superposition, in units of the cube root of the
     * volume per atom; empty if the structures do not match. Of the two directions the larger.
     */
    public OptionalDouble rms(PreparedStructure a, PreparedStructure b) {
        if (!areComparable(a, b)) {
            return OptionalDouble.empty();
        }
        OptionalDouble there = new Alignment(a, b, tolerances).rms();
        OptionalDouble back = there.isPresent() ? new Alignment(b, a, tolerances).rms() : there;
        return back.isPresent()
                ? OptionalDouble.of(Math.max(there.getAsDouble(), back.getAsDouble()))
                : back;
    }

    private static boolean areComparable(PreparedStructure a, PreparedStructure b) {
        return a.atomCount() == b.atomCount() && a.formula().equals(b.formula());
    }
}
