package io.nucleate.scorer.reward;

import io.nucleate.scorer.price.Price;

/** A whole reward, which abstains where the hull says nothing of the crystal: nobody would know whether it exists. */
record Guarded(Reward reward, HullGuards guards) implements Wrapped {
    @Override
    public RewardValue of(Price price) {
        return guards.firing(price).map(RewardValue::abstain).orElseGet(() -> reward.of(price));
    }
}
