package io.nucleate.reward;

import io.nucleate.crystal.Metastability;

/**
 * The weight of a reward for other things than stability, as a function of the energy above the
 * hull: 1 up to one energy, 0 from another energy on, and linear between them. With a step instead,
 * a policy would see no slope to follow.
 *
 * @param allBelowEvPerAtom energy above the hull up to which the weight is 1
 * @param nothingAboveEvPerAtom energy above the hull from which on the weight is 0
 */
public record StabilityWeight(double allBelowEvPerAtom, double nothingAboveEvPerAtom) {
    /**
     * Full weight for metastable crystals, none from 0.3 eV/atom on. Crystals that are not relaxed
     * lie somewhat above their relaxed energy, so the slope reaches far.
     */
    public static final StabilityWeight DEFAULT =
            new StabilityWeight(Metastability.ENERGY_ABOVE_HULL_MAX_EV_PER_ATOM, 0.3);

    /** @throws IllegalArgumentException if the first energy is not the smaller one */
    public StabilityWeight {
        if (!(allBelowEvPerAtom < nothingAboveEvPerAtom)) {
            throw new IllegalArgumentException(
                    "properties cannot count in full up to " + allBelowEvPerAtom
                            + " and not at all from " + nothingAboveEvPerAtom
                            + " eV/atom above the hull on: the second must be greater");
        }
    }

    /** Returns the weight, in [0, 1]. */
    double factor(double energyAboveHullEvPerAtom) {
        double factor = (nothingAboveEvPerAtom - energyAboveHullEvPerAtom)
                / (nothingAboveEvPerAtom - allBelowEvPerAtom);
        return Math.min(1, Math.max(0, factor));
    }
}
