package io.nucleate.energy;

/**
 * What a second potential, on which the policy never trains, makes of a structure.
 *
 * @param potential name and version of the judging potential
 * @param energyEvPerAtom its energy, eV per atom
 * @param energyAboveHullEvPerAtom its energy above the hull, eV per atom; negative below it
 */
public record Judgement(
        String potential, double energyEvPerAtom, double energyAboveHullEvPerAtom) {}
