package io.nucleate.policy;

import io.nucleate.crystal.Crystal;

/**
 * A drawn crystal, its sites of one letter in the order of drawing.
 *
 * @param logProb under the policy it was drawn from, constraints included, at temperature 1
 *     whatever it was drawn with
 * @param unconstrainedLogProb under the same policy without its constraints; equal to the other
 *     where it has none
 */
public record SampledCrystal(Crystal crystal, LogProb logProb, LogProb unconstrainedLogProb) {}
