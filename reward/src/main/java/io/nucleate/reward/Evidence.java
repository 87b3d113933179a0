package io.nucleate.reward;

import io.nucleate.energy.Energetics;
import io.nucleate.energy.hull.ConvexHull.Decomposition;

import java.util.Optional;

/**
 * What a reward goes by.
 *
 * @param energetics energetics of the crystal
 * @param novel whether the crystal is none of the known materials; empty if nobody has looked
 */
public record Evidence(Energetics energetics, Optional<Boolean> novel) {

    /** Returns the evidence of a crystal that nobody has looked up among the known materials. */
    public static Evidence of(Energetics energetics) {
        return new Evidence(energetics, Optional.empty());
    }

    /** Returns the evidence as it would be with a lower hull at the crystal's composition. */
    Evidence onHullLowerBy(double evPerAtom) {
        Decomposition known = energetics.decomposition();
        return new Evidence(
                new Energetics(
                        energetics.structure(),
                        energetics.prediction(),
                        energetics.formationEnergyEvPerAtom(),
                        energetics.hull(),
                        new Decomposition(
                                known.energyEvPerAtom() - evPerAtom,
                                known.products(),
                                known.knownPhases()),
                        energetics.properties(),
                        energetics.relaxed(),
                        energetics.judgement()),
                novel);
    }
}
