package io.nucleate.learner.reinforcement;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Shares of crystals that have something: those among the first {@link #FIRST} crystals, and from
 * then on a running mean. One thread at a time may use an instance.
 *
 * @param <K> what a crystal may have
 */
final class RunningShares<K extends Comparable<K>> {
    /** Crystals whose shares are those of the start. */
    static final int FIRST = 1000;

    /** Share of the running mean that one crystal leaves in place. */
    private final double decay;

    private int counted;
    private final Map<K, Integer> first = new TreeMap<>();
    /** Empty until the first crystals are counted. */
    private final Map<K, Double> shares = new TreeMap<>();

    /** @param crystals over how many, roughly, the running mean is taken */
    RunningShares(int crystals) {
        decay = 1 - 1.0 / crystals;
    }

    /** Counts a crystal by what it has. */
    void count(Set<K> has) {
        if (counted < FIRST) {
            has.forEach(one -> first.merge(one, 1, Integer::sum));
            counted++;
            if (counted == FIRST) {
                first.forEach((one, times) -> shares.put(one, times / (double) FIRST));
            }
            return;
        }
        shares.replaceAll((one, share) -> decay * share);
        has.forEach(one -> shares.merge(one, 1 - decay, Double::sum));
    }

    /** Returns whether the first crystals are counted. */
    boolean isStarted() {
        return counted == FIRST;
    }

    /** Returns the share among the first crystals, once these are counted. */
    double atStart(K one) {
        return first.getOrDefault(one, 0) / (double) FIRST;
    }

    /** Returns the running share; 0 until the first crystals are counted. */
    double now(K one) {
        return shares.getOrDefault(one, 0.0);
    }

    int counted() {
        return counted;
    }

    /** Returns how many of the first crystals have each. */
    Map<K, Integer> first() {
        return new TreeMap<>(first);
    }

    /** Returns the running shares. */
    Map<K, Double> shares() {
        return new TreeMap<>(shares);
    }

    /** Takes up what {@link #counted}, {@link #first} and {@link #shares} gave. */
    void restore(int count, Map<K, Integer> ofFirst, Map<K, Double> running) {
        counted = count;
        first.clear();
        first.putAll(ofFirst);
        shares.clear();
        shares.putAll(running);
    }
}
