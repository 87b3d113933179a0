package io.nucleate.energy.hull;

import io.nucleate.crystal.Composition;

/**
 * A point that supports a convex hull.
 *
 * @param formula as its table spells it
 * @param formationEnergyEvPerAtom energy of formation from the elements, in eV per atom
 */
public record Phase(String formula, Composition composition, double formationEnergyEvPerAtom) {
    /** Energies are kept to six decimals. */
    static final double ROUNDING_EV_PER_ATOM = 1e-6;

    public Phase {
        if (!Double.isFinite(formationEnergyEvPerAtom)) {
            throw new IllegalArgumentException("formation energy of " + formula
                    + " is not a number of eV/atom: " + formationEnergyEvPerAtom);
        }
    }

    /** @throws IllegalArgumentException for what is no formula */
    public Phase(String formula, double formationEnergyEvPerAtom) {
        this(formula, Composition.parse(formula), formationEnergyEvPerAtom);
    }

    /** The lower of two phases of one composition; the first of equals. */
    static Phase lower(Phase a, Phase b) {
        return a.formationEnergyEvPerAtom() <= b.formationEnergyEvPerAtom() ? a : b;
    }

    /** Whether it is made of one element only. */
    public boolean isElemental() {
        return composition.elements().size() == 1;
    }
}
