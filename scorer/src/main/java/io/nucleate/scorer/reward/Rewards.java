package io.nucleate.scorer.reward;

/** The rewards by name. */
public final class Rewards {
    private Rewards() {}

    /** @throws IllegalArgumentException for a name that is no reward's */
    public static Reward named(String name, EhullReward.Settings ehull) {
        if (!name.equals(EhullReward.NAME)) {
            throw new IllegalArgumentException("unknown reward '" + name + "'; use " + EhullReward.NAME);
        }
        return new EhullReward(ehull);
    }
}
