package io.nucleate.reward;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The value of a reward for one crystal.
 *
 * @param terms terms of the reward by name; the value is their sum. Without terms the reward
 *     abstains
 * @param guards names of the gates and guards that fired; at least one if there are no terms
 */
public record RewardValue(Map<String, Double> terms, List<String> guards) {
    /** @throws IllegalArgumentException if a term is not a number, or if there is nothing at all */
    public RewardValue {
        terms.forEach((term, value) -> {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(
                        "reward term " + term + " is not a number: " + value);
            }
        });
        if (terms.isEmpty() && guards.isEmpty()) {
            throw new IllegalArgumentException(
                    "a reward without terms must say which guard made it abstain");
        }
        terms = Map.copyOf(terms);
        guards = List.copyOf(guards);
    }

    /** Returns a value of one term. */
    public static RewardValue of(String term, double value) {
        return new RewardValue(Map.of(term, value), List.of());
    }

    /**
     * Returns a value that abstains, which is neither good nor bad: the learner gets no gradient
     * from the crystal.
     */
    public static RewardValue abstain(String guard) {
        return new RewardValue(Map.of(), List.of(guard));
    }

    /** Returns the number that the learner maximises; empty if the reward abstains. */
    public OptionalDouble value() {
        return terms.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        terms.values().stream().mapToDouble(Double::doubleValue).sum());
    }

    /** Returns this value with a term more; unchanged if that is 0. */
    RewardValue with(String term, double worth) {
        if (worth == 0) {
            return this;
        }
        Map<String, Double> more = new TreeMap<>(terms);
        more.merge(term, worth, Double::sum);
        return new RewardValue(more, guards);
    }

    /**
     * Returns this value with a smaller advantage over the worst value. The difference becomes a
     * term. A value that abstains stays as it is.
     *
     * @param term name of the term
     * @param factor factor of the advantage, in [0, 1]
     * @param worst worst value of the reward
     */
    RewardValue discounted(String term, double factor, double worst) {
        return terms.isEmpty() || factor == 1
                ? this
                : with(term, (value().getAsDouble() - worst) * (factor - 1));
    }
}
