package io.nucleate.learner.reinforcement;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.matching.Protostructure;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Discounts rewards of crystals that come again. The advantage of a crystal over the worst reward
 * is multiplied by a factor for each time that a crystal of the same kind came before.
 *
 * <p>Crystals are of the same kind if they have the same {@link Protostructure}: space group, and
 * elements on the same Wyckoff positions up to the choice of origin and axes, hence the same
 * formula. The memory is bounded; it forgets the kind that has not come for the longest time. The
 * learner counts here, once for each candidate, and not the scorers: a reward then depends neither
 * on their number nor on their restarts. One thread at a time may use an instance.
 */
final class Repeats {
    private final int memory;
    private final double factor;
    /** By kind, how often it came; the kind that has not come for the longest time first. */
    private final Map<String, Integer> seen;

    /**
     * @param memory largest number of kinds that are remembered
     * @param factor factor of the advantage for each repeat; 1 means no discount, and no memory
     */
    Repeats(int memory, double factor) {
        this.memory = memory;
        this.factor = factor;
        this.seen = new LinkedHashMap<>(64, 0.75f, true);
    }

    /** Counts a crystal and returns it with its reward discounted. */
    Experience discount(Experience experience) {
        if (factor == 1 || experience.rewardWorst().isEmpty()) {
            return experience;
        }
        int before = count(experience.crystal());
        double worst = experience.rewardWorst().getAsDouble();
        double advantage = Math.max(0, experience.reward() - worst);
        return before == 0 || advantage == 0
                ? experience
                : experience.withReward(worst + advantage * Math.pow(factor, before));
    }

    /** Counts a crystal; returns how often one of its kind came before. */
    private int count(Crystal crystal) {
        int times = seen.merge(Protostructure.of(crystal).text(), 1, Integer::sum);
        if (seen.size() > memory) {
            seen.remove(seen.keySet().iterator().next());
        }
        return times - 1;
    }

    /** Returns all kinds with their counts, in the order of {@link #restore}. */
    Map<String, Integer> state() {
        return new LinkedHashMap<>(seen);
    }

    /**
     * Takes up what {@link #state} gave.
     *
     * @param state the kind that has not come for the longest time first
     */
    void restore(Map<String, Integer> state) {
        seen.clear();
        seen.putAll(state);
    }
}
