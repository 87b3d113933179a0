package io.nucleate.evaluation.prediction;

import io.nucleate.crystal.Crystal;
import io.nucleate.energy.Energetics;

/**
 * A structure that drawn crystals relaxed to.
 *
 * @param crystal in the space group that it has after the relaxation
 * @param energetics of the relaxed structure
 * @param draws number of drawn crystals that relaxed to it
 * @param weight sum of their weights
 */
public record PredictedStructure(
        Crystal crystal, Energetics energetics, int draws, double weight) {}
