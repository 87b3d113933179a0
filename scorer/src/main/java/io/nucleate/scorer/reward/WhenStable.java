package io.nucleate.scorer.reward;

import io.nucleate.scorer.price.Price;

/** A reward for something other than stability, whose advantage over its worst counts as far as the crystal is stable. */
record WhenStable(Reward reward, Stability stability) implements Wrapped {
    static final String TERM = "unstable";

    @Override
    public RewardValue of(Price price) {
        return reward.of(price).discounted(TERM, stability.factor(price.energyAboveHullEv()), worst());
    }
}
