package io.nucleate.policy;

import io.nucleate.crystal.Crystal;

/**
 * A crystal that was drawn from a policy. Its sites of one letter are in the order of drawing.
 *
 * @param logProb log-density under the policy from which it was drawn, with its constraints, at
 *     temperature 1 whatever the temperature of the draw
 * @param unconstrainedLogProb log-density under the same policy without its constraints; equal to
 *     the other where it has none
 */
public record SampledCrystal(Crystal crystal, LogProb logProb, LogProb unconstrainedLogProb) {}
