package io.nucleate.crystal.matching;

import java.util.OptionalDouble;

/**
 * Tells whether two structures are the same material, and how far apart they are. Cell, origin,
 * orientation, handedness and scale do not matter, nor do small displacements. This is a
 * reimplementation of the method of pymatgen's StructureMatcher (S. P. Ong et al., Comput. Mater.
 * Sci. 68, 314, 2013) with its default settings.
 *
 * <p>Both structures become primitive cells of one unit of volume per atom. The matcher tries every
 * basis of the one lattice that resembles the cell of the other within the tolerances, with every
 * translation that puts an atom of the rarest element onto one of the other structure. In the cell
 * halfway between the two, it pairs the atoms of each element so that the sum of squared distances
 * is smallest, and subtracts the mean displacement. The structures match if one of these ways
 * displaces no atom by as much as the tolerance.
 *
 * <p>At the edge of the tolerances it matters which of the two lattices is mapped onto the other's
 * cell. pymatgen maps the first onto the second. Here both must succeed, so that the answer does
 * not depend on the order. Immutable; any number of threads may use one matcher.
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
     * Tells whether the structures match. It is faster than {@link #rms}, because the first
     * superposition within the tolerances is enough.
     */
    public boolean matches(PreparedStructure a, PreparedStructure b) {
        return areComparable(a, b)
                && new Alignment(a, b, tolerances).exists()
                && new Alignment(b, a, tolerances).exists();
    }

    /**
     * Returns the root mean square displacement of the best superposition, in units of the cube
     * root of the volume per atom: the larger of the two directions. Empty if the structures do not
     * match.
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
