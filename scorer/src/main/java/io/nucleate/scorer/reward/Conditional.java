package io.nucleate.scorer.reward;

import io.nucleate.energy.Energetics;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A reward for crystals that meet all conditions. A crystal that does not meet one gets the worst
 * value. If a condition cannot be decided and all others are met, the reward abstains.
 *
 * @param deviations half width of the interval of an estimate, in standard deviations
 */
record Conditional(Reward reward, List<Condition> conditions, double deviations)
        implements Wrapped {
    /** Name of the reward term of a crystal that does not meet the conditions. */
    static final String TERM = "if";

    /**
     * The condition that all values of a quantity within its uncertainty lie on one side of a
     * bound.
     *
     * @param below whether they must lie below the bound; otherwise above it
     */
    record Condition(Quantity quantity, boolean below, double bound) {
        boolean holds(Interval interval) {
            return below ? interval.high() < bound : interval.low() > bound;
        }

        @Override
        public String toString() {
            return quantity.label() + (below ? " < " : " > ") + RewardExpression.text(bound);
        }
    }

    Conditional {
        conditions = List.copyOf(conditions);
    }

    @Override
    public String name() {
        String what = reward instanceof Conditional ? "(" + reward.name() + ")" : reward.name();
        return conditions.stream()
                .map(Condition::toString)
                .collect(Collectors.joining(" and ", what + " if ", ""));
    }

    @Override
    public Needs needs() {
        return conditions.stream()
                .map(condition -> condition.quantity().needs())
                .reduce(reward.needs(), Needs::and);
    }

    @Override
    public RewardValue of(Energetics energetics) {
        Optional<RewardValue> undecided = Optional.empty();
        for (Condition condition : conditions) {
            Optional<Interval> interval = condition.quantity().of(energetics, deviations);
            if (interval.isEmpty()) {
                undecided = Optional.of(RewardValue.abstain(condition.quantity().unknown()));
            } else if (!condition.holds(interval.get())) {
                return RewardValue.of(TERM, worst());
            }
        }
        return undecided.orElseGet(() -> reward.of(energetics));
    }
}
