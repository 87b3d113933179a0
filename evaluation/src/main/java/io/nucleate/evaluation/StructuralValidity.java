package io.nucleate.evaluation;

import io.nucleate.crystal.Structure;
import io.nucleate.crystal.StructureChecks;

/**
 * Whether atoms are where atoms can be: the test of CDVAE (arXiv 2110.06197), which CrystalFormer
 * reports too. Unlike there, an atom's own periodic images count as neighbours.
 */
public final class StructuralValidity {
    /** No two atoms may be closer. */
    public static final double SHORTEST_DISTANCE_ANGSTROM = 0.5;

    public static final double SMALLEST_VOLUME_ANGSTROM3 = 0.1;

    private StructuralValidity() {}

    public static boolean holds(Structure structure) {
        return structure.volume() >= SMALLEST_VOLUME_ANGSTROM3
                && StructureChecks.of(structure).shortestDistanceAngstrom()
                        >= SHORTEST_DISTANCE_ANGSTROM;
    }
}
