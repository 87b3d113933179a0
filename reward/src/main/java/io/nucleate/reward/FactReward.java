package io.nucleate.reward;

/** A reward of 1 for crystals that have something, and of 0 for the others. */
record FactReward(Fact fact) implements Reward {
    @Override
    public String name() {
        return fact.toString();
    }

    @Override
    public double worst() {
        return 0;
    }

    @Override
    public double best() {
        return 1;
    }

    @Override
    public Needs needs() {
        return fact.needs();
    }

    @Override
    public RewardValue of(Evidence evidence) {
        return fact.holds(evidence)
                .map(holds -> RewardValue.of(name(), holds ? 1 : 0))
                .orElseGet(() -> RewardValue.abstain(fact.unknown()));
    }
}
