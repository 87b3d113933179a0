package io.nucleate.reward;

import java.util.List;
import java.util.Map;

/**
 * A reward: the objective of reinforcement learning. It is a pure function, so the same evidence
 * always has the same value.
 */
public interface Reward {

    /** Returns the expression from which {@link Rewards} reads this reward. Scores quote it. */
    String name();

    /** Returns the lowest value of this reward. */
    double worst();

    /** Returns the highest value of this reward. */
    double best();

    /** Returns the quantities that this reward needs. */
    Needs needs();

    /**
     * Computes the reward of an evaluated crystal. Its value lies between {@link #worst} and
     * {@link #best}; or the reward abstains and names a guard.
     */
    RewardValue of(Evidence evidence);

    /**
     * Returns the reward of a crystal that gates stopped: the worst value. If the reward abstained
     * instead, the policy would not learn to avoid such crystals.
     *
     * @param gates names of the gates, at least one
     */
    default RewardValue stopped(List<String> gates) {
        return new RewardValue(Map.of("gate", worst()), gates);
    }
}
