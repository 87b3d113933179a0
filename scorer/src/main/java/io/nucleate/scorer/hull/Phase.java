package io.nucleate.scorer.hull;

import io.nucleate.crystal.Composition;

/**
 * A point that supports a convex hull.
 *
 * @param formula as its table spells it
 * @param formationEnergyPerAtomEv energy of formation from the elements, in eV per atom
 */
public record Phase(String formula, Composition composition, double formationEnergyPerAtomEv) {
    public Phase {
        if (!Double.isFinite(formationEnergyPerAtomEv)) {
            throw new IllegalArgumentException(
                    "formation energy of " + formula + " is not a number of eV/atom: " + formationEnergyPerAtomEv);
        }
    }

    /** @throws IllegalArgumentException for what is no formula */
    public Phase(String formula, double formationEnergyPerAtomEv) {
        this(formula, Composition.parse(formula), formationEnergyPerAtomEv);
    }

    /** Whether it is made of one element only. */
    public boolean isElemental() {
        return composition.elements().size() == 1;
    }
}
