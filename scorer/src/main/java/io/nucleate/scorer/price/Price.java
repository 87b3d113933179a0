package io.nucleate.scorer.price;

import io.nucleate.crystal.Composition;
import io.nucleate.scorer.hull.ConvexHull.Decomposition;
import io.nucleate.scorer.potential.Prediction;

/**
 * What is known of a structure once it has an energy.
 *
 * @param formationEnergyPerAtomEv energy of formation from the elements, eV per atom
 * @param decomposition what the known phases make of the composition
 */
public record Price(
        Composition composition, Prediction prediction, double formationEnergyPerAtomEv, Decomposition decomposition)
        implements Pricing {

    /** In eV per atom; negative for a phase below the hull of the known ones. */
    public double energyAboveHullEv() {
        return decomposition.energyAboveHullEv(formationEnergyPerAtomEv);
    }
}
