package io.nucleate.scorer.reward;

import io.nucleate.energy.Energetics;
import io.nucleate.energy.hull.HullGuards;

/**
 * A whole reward, which abstains where the hull says nothing of the crystal: nobody would know
 * whether it exists.
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
