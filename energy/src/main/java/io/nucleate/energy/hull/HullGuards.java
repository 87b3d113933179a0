package io.nucleate.energy.hull;

import io.nucleate.crystal.Composition;

import java.util.Optional;

/**
 * Where an energy above the hull means nothing: on a sparse hull, and far below the hull.
 *
 * @param phasesPerFurtherElement a hull is sparse with fewer known phases than this for each
 *     element beyond the first; 0 takes every hull
 * @param belowHullMaxEvPerAtom an energy further below the hull is taken for an error of the
 *     potential. Of the 27,090 vertices of the shipped hull that the other vertices support well,
 *     0.7 % lie more than 0.5 below these
 */
public record HullGuards(double phasesPerFurtherElement, double belowHullMaxEvPerAtom) {
    public static final String SPARSE_REFERENCE = "sparse-reference";
    public static final String IMPLAUSIBLE_ENERGY = "implausible-energy";
    public static final HullGuards DEFAULT = new HullGuards(1, 0.5);

    public HullGuards {
        if (!(phasesPerFurtherElement >= 0) || !(belowHullMaxEvPerAtom >= 0)) {
            throw new IllegalArgumentException(
                    "phases per further element and energy below the hull must not be negative: "
                            + phasesPerFurtherElement + ", " + belowHullMaxEvPerAtom);
        }
    }

    /** Whether a hull stands on too few known phases in the composition's chemical system. */
    public boolean isSparse(Composition composition, int knownPhases) {
        return knownPhases < phasesPerFurtherElement * (composition.elements().size() - 1);
    }

    /** Tells whether an energy is too far below the hull to be believed. */
    public boolean isImplausible(double energyAboveHullEvPerAtom) {
        return energyAboveHullEvPerAtom < -belowHullMaxEvPerAtom;
    }

    /**
     * Names the guard that fires; empty where the energy above the hull can be trusted.
     *
     * @param knownPhases phases that support the hull in the composition's chemical system
     * @param energyAboveHullEvPerAtom negative below the hull
     */
    public Optional<String> firing(
            Composition composition, int knownPhases, double energyAboveHullEvPerAtom) {
        if (isSparse(composition, knownPhases)) {
            return Optional.of(SPARSE_REFERENCE);
        }
        return isImplausible(energyAboveHullEvPerAtom)
                ? Optional.of(IMPLAUSIBLE_ENERGY)
                : Optional.empty();
    }
}
