package io.nucleate.reward;

/**
 * A reward for something other than stability. Its advantage over the worst value is multiplied by
 * the {@link StabilityWeight} of the crystal.
 */
record WhenStable(Reward reward, StabilityWeight stability) implements Wrapped {
    /** Name of the reward term that holds the difference. */
    static final String TERM = "unstable";

    @Override
    public RewardValue of(Evidence evidence) {
        return reward.of(evidence)
                .discounted(
                        TERM,
                        stability.factor(evidence.energetics().energyAboveHullEvPerAtom()),
                        worst());
    }
}
