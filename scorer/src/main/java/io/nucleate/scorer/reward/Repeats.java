package io.nucleate.scorer.reward;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Site;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Makes repeating oneself pay less each time: of its advantage over the worst reward, a crystal keeps a factor to the power
 * of how often the like of it was seen before. Alike are crystals of the same space group, elements and Wyckoff letters,
 * hence of the same formula. The memory is bounded and forgets what was not seen for longest. For one thread.
 */
public final class Repeats {
    /** Term that a discount adds to a reward. */
    public static final String TERM = "repeat";

    private final double factor;
    private final Map<String, Integer> seen;

    /**
     * @param memory kinds of crystals remembered
     * @param factor in [0, 1]; 1 discounts nothing
     */
    public Repeats(int memory, double factor) {
        if (memory < 1 || !(factor >= 0 && factor <= 1)) {
            throw new IllegalArgumentException(
                    "a memory of " + memory + " crystals and a factor of " + factor + " cannot discount repeats");
        }
        this.factor = factor;
        this.seen = new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
                return size() > memory;
            }
        };
    }

    /** Counts the crystal and discounts its value; abstention stays abstention and the worst the worst. */
    public RewardValue discount(Crystal crystal, RewardValue value, double worst) {
        if (value.value().isEmpty()) {
            return value;
        }
        int before = seen.merge(kind(crystal), 1, Integer::sum) - 1;
        double advantage = value.value().getAsDouble() - worst;
        double discount = advantage * (Math.pow(factor, before) - 1);
        return discount == 0 ? value : value.plus(TERM, discount);
    }

    private static String kind(Crystal crystal) {
        return crystal.sites().stream()
                .map(Repeats::label)
                .sorted()
                .collect(Collectors.joining(" ", crystal.spaceGroup().number() + " ", ""));
    }

    private static String label(Site site) {
        return site.wyckoff() + site.element().symbol();
    }
}
