package io.nucleate.energy;

/**
 * The judgement of a second potential on a structure.
 *
 * @param potential name and version of the second potential
 * @param energyEvPerAtom energy that the second potential predicts
 * @param energyAboveHullEvPerAtom distance above the same hull that the first potential was
 *     measured against; negative below it
 */
public record Judgement(
        String potential, double energyEvPerAtom, double energyAboveHullEvPerAtom) {}
