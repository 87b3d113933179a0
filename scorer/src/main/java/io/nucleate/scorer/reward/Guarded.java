package io.nucleate.scorer.reward;

import io.nucleate.scorer.price.Price;

/** A whole reward, which abstains where the hull says nothing of the crystal: nobody would know whether it exists. */
record Guarded(Reward reward, HullGuards guards) implements Reward {
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
        return guards.firing(price).map(RewardValue::abstain).orElseGet(() -> reward.of(price));
    }
}
