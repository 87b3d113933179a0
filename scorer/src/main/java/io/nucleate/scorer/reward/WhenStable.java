package io.nucleate.scorer.reward;

import io.nucleate.scorer.price.Price;

/** A reward for something other than stability, whose advantage over its worst counts as far as the crystal is stable. */
record WhenStable(Reward reward, Stability stability) implements Reward {
    static final String TERM = "unstable";

    @Override
    public String name() {
        return reward.name();
    }

    @Override
    public double worst() {
        return reward.worst();
    }

    @Override
    public double best() {
        return reward.best();
    }

    @Override
    public Needs needs() {
        return reward.needs();
    }

    @Override
    public RewardValue of(Price price) {
        return reward.of(price).discounted(TERM, stability.factor(price.energyAboveHullEv()), worst());
    }
}
