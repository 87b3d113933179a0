package io.nucleate.scorer.reward;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.matching.Protostructure;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes repeating oneself pay less each time: of its advantage over the worst reward, a crystal
 * keeps a factor to the power of how often the like of it was seen before. Alike are crystals of
 * the same {@link Protostructure}, however described: space group, and elements on the same Wyckoff
 * positions up to the choice of origin and axes, hence of the same formula. The memory is bounded
 * and forgets what was not seen for longest. For one thread.
 */
public final class Repeats {
    /** Term that a discount adds to a reward. */
    public static final String TERM = "repeat";

    private final double factor;
    private final Map<Protostructure, Integer> seen;

    /**
     * @param memory kinds of crystals remembered
     * @param factor in [0, 1]; 1 discounts nothing
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
     * Counts the crystal and discounts its value; abstention stays abstention and the worst the
     * worst.
     */
    public RewardValue discount(Crystal crystal, RewardValue value, double worst) {
        if (value.value().isEmpty() || factor == 1) {
            return value;
        }
        int before = seen.merge(Protostructure.of(crystal), 1, Integer::sum) - 1;
        return value.discounted(TERM, Math.pow(factor, before), worst);
    }
}
