package io.nucleate.learner.reinforcement;

import io.nucleate.crystal.SpaceGroup;

/**
 * Running mean of the reward, overall and for each space group. A prior draws a group's mean
 * towards the overall one, so that a group seen twice does not stand for itself. Rewards differ
 * more between groups than within one, so the advantages vary less than against the overall mean
 * alone.
 */
public final class Baseline {
    private final double decay;
    private final double prior;
    /** Exponentially weighted number of rewards of each group; index number − 1. */
    private final double[] counts = new double[SpaceGroup.COUNT];

    /** Exponentially weighted sum of rewards of each group. */
    private final double[] sums = new double[SpaceGroup.COUNT];

    private double totalCount;
    private double totalSum;

    public Baseline(double decay, double prior) {
        this.decay = decay;
        this.prior = prior;
    }

    /** Returns the expected reward of a crystal of this group; 0 before any reward came. */
    public double expected(SpaceGroup group) {
        if (totalCount == 0) {
            return 0;
        }
        int i = group.number() - 1;
        double overall = totalSum / totalCount;
        return (sums[i] + prior * overall) / (counts[i] + prior);
    }

    /** Counts one reward. */
    public void add(SpaceGroup group, double reward) {
        int i = group.number() - 1;
        counts[i] = decay * counts[i] + 1;
        sums[i] = decay * sums[i] + reward;
        totalCount = decay * totalCount + 1;
        totalSum = decay * totalSum + reward;
    }

    /** Returns counts and sums, for {@link #restore}. */
    public double[] state() {
        double[] state = new double[2 * SpaceGroup.COUNT + 2];
        System.arraycopy(counts, 0, state, 0, SpaceGroup.COUNT);
        System.arraycopy(sums, 0, state, SpaceGroup.COUNT, SpaceGroup.COUNT);
        state[2 * SpaceGroup.COUNT] = totalCount;
        state[2 * SpaceGroup.COUNT + 1] = totalSum;
        return state;
    }

    /** Takes up what {@link #state} gave. */
    public void restore(double[] state) {
        if (state.length != 2 * SpaceGroup.COUNT + 2) {
            throw new IllegalArgumentException("a baseline's state has "
                    + (2 * SpaceGroup.COUNT + 2) + " numbers, not " + state.length);
        }
        System.arraycopy(state, 0, counts, 0, SpaceGroup.COUNT);
        System.arraycopy(state, SpaceGroup.COUNT, sums, 0, SpaceGroup.COUNT);
        totalCount = state[2 * SpaceGroup.COUNT];
        totalSum = state[2 * SpaceGroup.COUNT + 1];
    }
}
