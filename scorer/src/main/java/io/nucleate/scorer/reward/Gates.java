package io.nucleate.scorer.reward;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.StructureChecks;

import java.util.ArrayList;
import java.util.List;

/**
 * Grounds on which a crystal is worth the least without asking the potential, which knows nothing
 * of such structures and may find them excellent. Of 25,985 structures of the Materials Project (at
 * most 52 atoms in the primitive cell) the default bounds stop the 60 of single elements and 8 by
 * their volume, of which only one compound, LiS4, is said to lie near the hull. Of 1,500 samples of
 * a freshly pre-trained policy the bound on distances stops 585; the potential would have put 96 %
 * of them more than 2 eV/atom above the hull, and a few with nearly coinciding atoms much lower
 * than those around them.
 *
 * @param atomsMax most atoms in the primitive cell
 * @param shortestDistanceAngstrom least distance between atoms; in the known structures 0.747 (H-H)
 * @param shortestDistanceOverRadii least distance in units of the sum of covalent radii; in the
 *     known structures 0.650
 * @param volumePerAtomMinAngstrom3 in the known structures 5.7
 * @param volumePerAtomMaxAngstrom3 in 99.95 % of the known structures 114 or less
 */
public record Gates(
        int atomsMax,
        double shortestDistanceAngstrom,
        double shortestDistanceOverRadii,
        double volumePerAtomMinAngstrom3,
        double volumePerAtomMaxAngstrom3) {
    public static final String SINGLE_ELEMENT = "single-element";
    public static final String TOO_MANY_ATOMS = "too-many-atoms";
    public static final String ATOMS_TOO_CLOSE = "atoms-too-close";
    public static final String ABSURD_VOLUME = "absurd-volume";

    public static final Gates DEFAULT = new Gates(
            100,
            StructureChecks.DISTANCE_MIN_ANGSTROM,
            StructureChecks.DISTANCE_OVER_RADII_MIN,
            4,
            150);

    /** @throws IllegalArgumentException for bounds that nothing passes */
    public Gates {
        if (atomsMax < 1 || !(volumePerAtomMinAngstrom3 < volumePerAtomMaxAngstrom3)) {
            throw new IllegalArgumentException("no crystal passes gates of at most " + atomsMax
                    + " atoms and " + volumePerAtomMinAngstrom3 + " to " + volumePerAtomMaxAngstrom3
                    + " cubic angstrom per atom");
        }
    }

    /** Names of the gates that stop a crystal; none if it passes. */
    public List<String> stopping(Crystal crystal) {
        List<String> gates = new ArrayList<>();
        if (crystal.composition().elements().size() == 1) {
            gates.add(SINGLE_ELEMENT);
        }
        if (crystal.atomCount() / crystal.spaceGroup().centrings().length > atomsMax) {
            gates.add(TOO_MANY_ATOMS);
        }
        double volumePerAtom = crystal.lattice().volume() / crystal.atomCount();
        if (!(volumePerAtom >= volumePerAtomMinAngstrom3
                && volumePerAtom <= volumePerAtomMaxAngstrom3)) {
            gates.add(ABSURD_VOLUME);
        }
        // Distances last: their cost grows with the square of the number of atoms, and a cell may
        // have next to no
        // volume.
        if (gates.isEmpty() && tooClose(StructureChecks.of(crystal.primitiveStructure()))) {
            gates.add(ATOMS_TOO_CLOSE);
        }
        return gates;
    }

    private boolean tooClose(StructureChecks checks) {
        return !(checks.shortestDistanceAngstrom() >= shortestDistanceAngstrom
                && checks.shortestDistanceOverRadii() >= shortestDistanceOverRadii);
    }
}
