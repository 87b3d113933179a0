package io.nucleate.scorer.reward;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What a crystal is worth to the learner.
 *
 * @param terms what the reward is the sum of, by name
 * @param guards what fired, by name; with guards and no terms the reward abstains
 */
public record RewardValue(Map<String, Double> terms, List<String> guards) {
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

    /** A reward of one term. */
    public static RewardValue of(String term, double value) {
        return new RewardValue(Map.of(term, value), List.of());
    }

    /** No reward, neither good nor bad: the crystal gives the learner no gradient. */
    public static RewardValue abstain(String guard) {
        return new RewardValue(Map.of(), List.of(guard));
    }

    /** The scalar that the learner maximises; empty to abstain. */
    public OptionalDouble value() {
        return terms.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        terms.values().stream().mapToDouble(Double::doubleValue).sum());
    }

    /** The same with a guard's name added, which changes no value. */
    public RewardValue marked(String guard) {
        List<String> more = new ArrayList<>(guards);
        more.add(guard);
        return new RewardValue(terms, more);
    }

    /**
     * Takes away a part of the advantage over the worst; the loss is a term. Abstention stays
     * abstention.
     *
     * @param term name of the loss
     * @param factor what remains of the advantage, in [0, 1]
     * @param worst the least value of the reward
     */
    RewardValue discounted(String term, double factor, double worst) {
        if (terms.isEmpty() || factor == 1) {
            return this;
        }
        double loss = (value().getAsDouble() - worst) * (factor - 1);
        if (loss == 0) {
            return this;
        }
        Map<String, Double> more = new TreeMap<>(terms);
        more.merge(term, loss, Double::sum);
        return new RewardValue(more, guards);
    }
}
