package io.nucleate.reward;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.StructureChecks;

import java.util.ArrayList;
import java.util.List;

/**
 * The gates: bounds that a crystal must meet before its energy is computed. Outside of them
 * potentials have had no training data, and may predict very low energies. A crystal that a gate
 * stops gets the worst value of the reward.
 *
 * <p>Of 25,985 structures of the Materials Project (at most 52 atoms in the primitive cell) the
 * default bounds stop 60 structures of single elements, and 8 by their volume; of these 8 only one,
 * LiS4, is stated to lie near the hull. Of 1,500 samples of a freshly pre-trained policy the bounds
 * on distances stop 585. The potential puts 96 % of these more than 2 eV/atom above the hull; but
 * for a few with nearly coinciding atoms it predicts much lower energies than for similar crystals.
 *
 * @param atomsMax largest number of atoms in the primitive cell
 * @param distanceMinAngstrom smallest distance of two atoms; 0.747 (H-H) in the known structures
 * @param distanceOverRadiiMin smallest distance of two atoms divided by the sum of their covalent
 *     radii; 0.650 in the known structures
 * @param volumePerAtomMinAngstrom3 smallest volume per atom; 5.7 in the known structures
 * @param volumePerAtomMaxAngstrom3 largest volume per atom; 99.95 % of the known structures have
 *     114 or less
 */
public record Gates(
        int atomsMax,
        double distanceMinAngstrom,
        double distanceOverRadiiMin,
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

    /** @throws IllegalArgumentException if no crystal can meet the bounds */
    public Gates {
        if (atomsMax < 1 || !(volumePerAtomMinAngstrom3 < volumePerAtomMaxAngstrom3)) {
            throw new IllegalArgumentException("no crystal passes gates of at most " + atomsMax
                    + " atoms and " + volumePerAtomMinAngstrom3 + " to " + volumePerAtomMaxAngstrom3
                    + " cubic angstrom per atom");
        }
    }

    /** Returns the names of the gates that stop a crystal; an empty list if it passes. */
    public List<String> stopping(Crystal crystal) {
        List<String> gates = new ArrayList<>();
        if (crystal.composition().elements().size() == 1) {
            gates.add(SINGLE_ELEMENT);
        }
        if (crystal.primitiveAtomCount() > atomsMax) {
            gates.add(TOO_MANY_ATOMS);
        }
        double volumePerAtom = crystal.lattice().volume() / crystal.atomCount();
        if (!(volumePerAtom >= volumePerAtomMinAngstrom3
                && volumePerAtom <= volumePerAtomMaxAngstrom3)) {
            gates.add(ABSURD_VOLUME);
        }
        // Distances come last: their cost grows with the square of the number of atoms, and with
        // the number of cells within reach, which is huge for a cell with almost no volume.
        if (gates.isEmpty() && tooClose(StructureChecks.of(crystal.primitiveStructure()))) {
            gates.add(ATOMS_TOO_CLOSE);
        }
        return gates;
    }

    private boolean tooClose(StructureChecks checks) {
        return !(checks.shortestDistanceAngstrom() >= distanceMinAngstrom
                && checks.shortestDistanceOverRadii() >= distanceOverRadiiMin);
    }
}
