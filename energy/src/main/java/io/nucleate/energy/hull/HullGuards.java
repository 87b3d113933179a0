package io.nucleate.energy.hull;

import io.nucleate.crystal.Composition;

import java.util.Optional;

/**
 * Bounds within which an energy above the hull can be trusted: the hull must stand on enough known
 * phases, and the structure must not lie far below it.
 *
 * @param phasesPerFurtherElement smallest number of known phases for each element beyond the first.
 *     A hull with fewer phases is called sparse; with 0 no hull is sparse
 * @param belowHullMaxEvPerAtom largest distance below the hull. A structure further below is taken
 *     for an error of the potential. For comparison: 27,090 vertices of the shipped hull are well
 *     supported by the other vertices, and 0.7 % of these lie more than 0.5 eV per atom below the
 *     hull of the others
 */
public record HullGuards(double phasesPerFurtherElement, double belowHullMaxEvPerAtom) {
    /** Name of the guard that fires if the hull is sparse. */
    public static final String SPARSE_REFERENCE = "sparse-reference";

    /** Name of the guard that fires if the structure lies too far below the hull. */
    public static final String IMPLAUSIBLE_ENERGY = "implausible-energy";

    public static final HullGuards DEFAULT = new HullGuards(1, 0.5);

    public HullGuards {
        if (!(phasesPerFurtherElement >= 0) || !(belowHullMaxEvPerAtom >= 0)) {
            throw new IllegalArgumentException(
                    "phases per further element and energy below the hull must not be negative: "
                            + phasesPerFurtherElement + ", " + belowHullMaxEvPerAtom);
        }
    }

    /**
     * Tells whether the hull is sparse in the chemical system of a composition.
     *
     * @param knownPhases number of phases that support the hull there
     */
    public boolean isSparse(Composition composition, int knownPhases) {
        return knownPhases < phasesPerFurtherElement * (composition.elements().size() - 1);
    }

    /**
     * Tells whether a structure lies so far below the hull that its energy is taken for an error.
     *
     * @param energyAboveHullEvPerAtom energy above the hull, negative below it
     */
    public boolean isImplausible(double energyAboveHullEvPerAtom) {
        return energyAboveHullEvPerAtom < -belowHullMaxEvPerAtom;
    }

    /**
     * Returns the name of the guard that fires; empty if the energy above the hull can be trusted.
     *
     * @param knownPhases number of phases that support the hull in the chemical system of the
     *     composition
     * @param energyAboveHullEvPerAtom energy above the hull, negative below it
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
