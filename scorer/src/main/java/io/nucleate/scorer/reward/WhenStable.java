package io.nucleate.scorer.reward;

import io.nucleate.energy.Energetics;

/**
 * A reward for something other than stability, whose advantage over its worst counts as far as the
 * crystal is stable.
 */
record WhenStable(Reward reward, Stability stability) implements Wrapped {
    static final String TERM = "unstable";

    @Override
    public RewardValue of(Energetics energetics) {
        return reward.of(energetics)
                .discounted(TERM, stability.factor(energetics.energyAboveHullEvPerAtom()), worst());
    }
}
