package io.nucleate.policy;

import io.nucleate.crystal.Crystal;

/**
 * A drawn crystal, its sites of one letter in the order of drawing.
 *
 * @param logProb under the policy itself, whatever temperature or constraint it was drawn with
 */
public record SampledCrystal(Crystal crystal, LogProb logProb) {}
