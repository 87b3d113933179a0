package io.nucleate.reward;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A reward for crystals that meet all conditions. A crystal that does not meet one gets the worst
 * value. If a condition cannot be decided and all others are met, the reward abstains.
 */
record Conditional(Reward reward, List<Condition> conditions) implements Wrapped {
    /** Name of the reward term of a crystal that does not meet the conditions. */
    static final String TERM = "if";

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
        return conditions.stream().map(Condition::needs).reduce(reward.needs(), Needs::and);
    }

    @Override
    public RewardValue of(Evidence evidence) {
        Optional<RewardValue> undecided = Optional.empty();
        for (Condition condition : conditions) {
            Optional<Boolean> holds = condition.holds(evidence);
            if (holds.isEmpty()) {
                undecided = Optional.of(RewardValue.abstain(condition.unknown()));
            } else if (!holds.get()) {
                return RewardValue.of(TERM, worst());
            }
        }
        return undecided.orElseGet(() -> reward.of(evidence));
    }
}
