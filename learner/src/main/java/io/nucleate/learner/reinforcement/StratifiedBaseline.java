package io.nucleate.learner.reinforcement;

import io.nucleate.crystal.Crystal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Running mean of the reward: a {@link Baseline} for each stratum, whose space groups are drawn
 * towards the stratum's mean. Crystals of a stratum that has not come yet are compared with all.
 */
final class StratifiedBaseline {
    private final Strata strata;
    private final double decay;
    private final double prior;
    private final Baseline all;
    private final Map<Integer, Baseline> byStratum = new TreeMap<>();

    StratifiedBaseline(Strata strata, double decay, double prior) {
        this.strata = strata;
        this.decay = decay;
        this.prior = prior;
        this.all = new Baseline(decay, prior);
    }

    /** Returns the expected reward of a crystal of this space group and stratum. */
    double expected(Crystal crystal) {
        Baseline own = strata.isNone() ? all : byStratum.getOrDefault(strata.of(crystal), all);
        return own.expected(crystal.spaceGroup());
    }

    /** Counts one reward. */
    void add(Crystal crystal, double reward) {
        all.add(crystal.spaceGroup(), reward);
        if (!strata.isNone()) {
            byStratum
                    .computeIfAbsent(strata.of(crystal), stratum -> new Baseline(decay, prior))
                    .add(crystal.spaceGroup(), reward);
        }
    }

    /**
     * Returns the state of the baseline of all crystals, as releases without strata stored it, and
     * then of each stratum: its number, how many numbers of its state are not 0, and place and
     * value of each.
     */
    double[] state() {
        List<Double> numbers = new ArrayList<>();
        for (double number : all.state()) {
            numbers.add(number);
        }
        byStratum.forEach((stratum, baseline) -> {
            double[] state = baseline.state();
            numbers.add((double) stratum);
            numbers.add((double) Arrays.stream(state).filter(x -> x != 0).count());
            for (int i = 0; i < state.length; i++) {
                if (state[i] != 0) {
                    numbers.add((double) i);
                    numbers.add(state[i]);
                }
            }
        });
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /**
     * Takes up what {@link #state} gave.
     *
     * @throws IllegalArgumentException where it is of another algorithm, or of other strata
     */
    void restore(double[] state) {
        int length = all.state().length;
        if (state.length < length || strata.isNone() && state.length != length) {
            throw new IllegalArgumentException("a baseline's state has " + length
                    + (strata.isNone() ? "" : " or more") + " numbers, not " + state.length
                    + ": it is of a run with another learning.algorithm or learning.strata");
        }
        all.restore(Arrays.copyOf(state, length));
        byStratum.clear();
        int next = length;
        while (next < state.length) {
            int stratum = (int) state[next++];
            int nonzero = (int) state[next++];
            double[] own = new double[length];
            for (int i = 0; i < nonzero; i++) {
                int place = (int) state[next++];
                own[place] = state[next++];
            }
            Baseline baseline = new Baseline(decay, prior);
            baseline.restore(own);
            byStratum.put(stratum, baseline);
        }
    }
}
