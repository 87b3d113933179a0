package io.nucleate.evaluation;

import io.nucleate.crystal.Structure;
import io.nucleate.crystal.StructureChecks;

/**
 * Tells whether the atoms of a structure do not overlap, by the bounds of CDVAE (arXiv 2110.06197),
 * which CrystalFormer reports too. Unlike there, the periodic images of an atom count as its
 * neighbours.
 */
public final class StructuralValidity {
    /** Smallest distance of two atoms. */
    public static final double DISTANCE_MIN_ANGSTROM = 0.5;

    /** Smallest volume of the cell. */
    public static final double VOLUME_MIN_ANGSTROM3 = 0.1;

    private StructuralValidity() {}

    /** Tells whether a structure is valid. */
    public static boolean holds(Structure structure) {
        return structure.volume() >= VOLUME_MIN_ANGSTROM3
                && StructureChecks.of(structure).shortestDistanceAngstrom()
                        >= DISTANCE_MIN_ANGSTROM;
    }
}
