package io.nucleate.scorer.reward;

import io.nucleate.energy.Energetics;
import io.nucleate.energy.hull.HullGuards;

/**
 * A reward that abstains if the energy above the hull cannot be trusted. No reward makes sense
 * then, because nobody knows whether the crystal could exist.
 */
record Guarded(Reward reward, HullGuards guards) implements Wrapped {
    @Override
    public RewardValue of(Energetics energetics) {
        return guards.firing(
                        energetics.composition(),
                        energetics.decomposition().knownPhases(),
                        energetics.energyAboveHullEvPerAtom())
                .map(RewardValue::abstain)
                .orElseGet(() -> reward.of(energetics));
    }
}
