package io.nucleate.scorer;

import io.nucleate.crystal.Composition;
import io.nucleate.energy.Energetics;
import io.nucleate.scorer.reward.RewardValue;

import java.util.Optional;

/**
 * A crystal's energetics and its reward.
 *
 * @param energetics empty for a crystal that a gate stopped before its energy was computed
 * @param hullReference identity of the hull that the energetics were measured against; of a crystal
 *     that a gate stopped, the hull that they would have been measured against
 */
public record Score(
        Composition composition,
        Optional<Energetics> energetics,
        RewardValue reward,
        String hullReference) {}
