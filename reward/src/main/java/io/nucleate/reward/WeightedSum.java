package io.nucleate.reward;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The sum of several rewards, each multiplied by its weight. It abstains if one of them does,
 * because the missing value could be good or bad.
 */
record WeightedSum(List<Weighted> parts) implements Reward {

    /** A reward and its weight, which must be positive. */
    record Weighted(double weight, Reward reward) {
        Weighted {
            if (!(weight > 0) || Double.isInfinite(weight)) {
                throw new IllegalArgumentException(
                        "the weight " + RewardExpression.text(weight) + " of " + reward.name()
                                + " must be positive; at-most(QUANTITY, VALUE) rewards little of"
                                + " something");
            }
        }

        String name() {
            String name = reward instanceof WeightedSum || reward instanceof Conditional
                    ? "(" + reward.name() + ")"
                    : reward.name();
            return weight == 1 ? name : RewardExpression.text(weight) + "*" + name;
        }
    }

    WeightedSum {
        parts = List.copyOf(parts);
    }

    @Override
    public String name() {
        return parts.stream().map(Weighted::name).collect(Collectors.joining(" + "));
    }

    @Override
    public double worst() {
        return sum(Reward::worst);
    }

    @Override
    public double best() {
        return sum(Reward::best);
    }

    private double sum(ToDoubleFunction<Reward> bound) {
        return parts.stream()
                .mapToDouble(part -> part.weight * bound.applyAsDouble(part.reward))
                .sum();
    }

    @Override
    public Needs needs() {
        return parts.stream().map(part -> part.reward.needs()).reduce(Needs.ENERGY, Needs::and);
    }

    @Override
    public RewardValue of(Evidence evidence) {
        Map<String, Double> terms = new TreeMap<>();
        List<String> guards = new ArrayList<>();
        for (Weighted part : parts) {
            RewardValue value = part.reward.of(evidence);
            value.terms()
                    .forEach((term, worth) -> terms.merge(term, part.weight * worth, Double::sum));
            value.guards().stream().filter(guard -> !guards.contains(guard)).forEach(guards::add);
        }
        return new RewardValue(guards.isEmpty() ? terms : Map.of(), guards);
    }
}
