package io.nucleate.energy.hull;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;

/**
 * A phase, one of the points under a convex hull.
 *
 * @param formula formula as its source spells it
 * @param formationEnergyEvPerAtom energy of formation from the pure elements
 */
public record Phase(String formula, Composition composition, double formationEnergyEvPerAtom) {
    /** Step to which energies are rounded: six decimals. */
    static final double ROUNDING_EV_PER_ATOM = 1e-6;

    /** @throws IllegalArgumentException if the formation energy is infinite or not a number */
    public Phase {
        if (!Double.isFinite(formationEnergyEvPerAtom)) {
            throw new IllegalArgumentException("formation energy of " + formula
                    + " is not a number of eV/atom: " + formationEnergyEvPerAtom);
        }
    }

    /** @throws IllegalArgumentException also if the text is not a formula */
    public Phase(String formula, double formationEnergyEvPerAtom) {
        this(formula, Composition.parse(formula), formationEnergyEvPerAtom);
    }

    /** Returns a pure element, with the formula that chemists write: N2, but Na. */
    static Phase ofPure(Element element) {
        return new Phase(
                switch (element) {
                    case H, N, O, F, Cl -> element.symbol() + "2";
                    default -> element.symbol();
                },
                0);
    }

    /** Returns the lower of two phases of the same composition; the first one if they are equal. */
    static Phase lower(Phase a, Phase b) {
        return a.formationEnergyEvPerAtom() <= b.formationEnergyEvPerAtom() ? a : b;
    }

    /** Tells whether the phase is a pure element. */
    public boolean isElemental() {
        return composition.elements().size() == 1;
    }
}
