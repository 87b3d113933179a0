package io.nucleate.scorer;

import io.nucleate.crystal.Composition;
import io.nucleate.energy.Energetics;
import io.nucleate.reward.RewardValue;

import java.util.Optional;

/**
 * The score of a crystal: its energetics and its reward.
 *
 * @param composition composition of the crystal
 * @param energetics energetics of the crystal; empty if a gate stopped it before its energy was
 *     computed
 * @param reward reward of the crystal
 * @param hullReference identity of the hull that the crystal was measured against, or would have
 *     been if no gate had stopped it
 */
public record Score(
        Composition composition,
        Optional<Energetics> energetics,
        RewardValue reward,
        String hullReference) {}
