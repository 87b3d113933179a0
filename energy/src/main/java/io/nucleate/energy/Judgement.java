package io.nucleate.energy;

/**
 * The opinion of a second potential, on which the policy never trains.
 *
 * @param potential name and version of the judging potential
 * @param energyEvPerAtom its energy of the structure
 * @param energyAboveHullEvPerAtom its energy above the hull that the first potential was measured
 *     against; negative below it
 */
public record Judgement(
        String potential, double energyEvPerAtom, double energyAboveHullEvPerAtom) {}
