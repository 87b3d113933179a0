package io.nucleate.scorer.reward;

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
 * formula. The memory is bounded; it forgets the kind that has not come for the longest time. One
 * thread at a time may use an instance.
 */
public final class Repeats {
    /** Name of the reward term that holds the discount. */
    public static final String TERM = "repeat";

    private final double factor;
    private final Map<Protostructure, Integer> seen;

    /**
     * @param memory largest number of kinds that are remembered
     * @param factor factor of the advantage for each repeat, in [0, 1]; 1 means no discount
     * @throws IllegalArgumentException if one of the numbers is out of range
     */
    public Repeats(int memory, double factor) {
        if (memory < 1 || !(factor >= 0 && factor <= 1)) {
            throw new IllegalArgumentException("a memory of " + memory
                    + " crystals and a factor of " + factor + " cannot discount repeats");
        }
        this.factor = factor;
        this.seen = new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Protostructure, Integer> eldest) {
                return size() > memory;
            }
        };
    }

    /**
     * Counts a crystal and discounts its reward. A reward that abstains does so still, and the
     * worst value stays the same.
     *
     * @param worst worst value of the reward
     */
    public RewardValue discount(Crystal crystal, RewardValue value, double worst) {
        if (value.value().isEmpty() || factor == 1) {
            return value;
        }
        int before = seen.merge(Protostructure.of(crystal), 1, Integer::sum) - 1;
        return value.discounted(TERM, Math.pow(factor, before), worst);
    }
}
