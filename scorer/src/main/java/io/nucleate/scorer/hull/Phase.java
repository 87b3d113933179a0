package io.nucleate.scorer.hull;

import io.nucleate.crystal.Composition;

/**
 * A point that supports a convex hull.
 *
 * @param formationEnergyPerAtomEv energy of formation from the elements, in eV per atom
 */
public record Phase(Composition composition, double formationEnergyPerAtomEv) {
    public Phase {
        if (!Double.isFinite(formationEnergyPerAtomEv)) {
            throw new IllegalArgumentException(
                    "formation energy of " + composition + " is not a number of eV/atom: " + formationEnergyPerAtomEv);
        }
    }

    /** Whether it is made of one element only. */
    public boolean isElemental() {
        return composition.elements().size() == 1;
    }
}
