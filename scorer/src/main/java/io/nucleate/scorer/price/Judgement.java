package io.nucleate.scorer.price;

/**
 * What a second potential, on which the policy never trains, makes of a structure.
 *
 * @param potential name and version of the judging potential
 * @param energyPerAtomEv its energy, eV per atom
 * @param energyAboveHullEv its energy above the hull, eV per atom; negative below it
 */
public record Judgement(String potential, double energyPerAtomEv, double energyAboveHullEv) {}
