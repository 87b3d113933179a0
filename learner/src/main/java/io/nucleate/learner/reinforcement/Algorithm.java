package io.nucleate.learner.reinforcement;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The learning algorithms by name, each a class with its source and its details;
 * {@code docs/reference/algorithms.md} compares them.
 */
public enum Algorithm {
    NUCLEATE("nucleate", DecoupledPolicyOptimization::new),
    NAIVE("naive", NaivePolicyOptimization::new),
    PPO("ppo", ProximalPolicyOptimization::new),
    GROUP_RELATIVE("group-relative", GroupRelative::new),
    LEAVE_ONE_OUT("leave-one-out", LeaveOneOut::new),
    TRAJECTORY_BALANCE("trajectory-balance", TrajectoryBalance::new),
    DPO("dpo", DirectPreference::new),
    IPO("ipo", IdentityPreference::new),
    SUPERVISED("supervised", Supervised::new);

    private final String text;
    private final Function<ReinforcementSettings, LearningRule> rule;

    Algorithm(String text, Function<ReinforcementSettings, LearningRule> rule) {
        this.text = text;
        this.rule = rule;
    }

    /** Returns the name that users write. */
    public String text() {
        return text;
    }

    /** Begins to learn. */
    LearningRule rule(ReinforcementSettings settings) {
        return rule.apply(settings);
    }

    /**
     * Finds an algorithm by its name.
     *
     * @throws IllegalArgumentException if there is none; the message names those that there are
     */
    public static Algorithm of(String text) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("learning.algorithm cannot be '"
                        + text + "'; it is one of "
                        + Arrays.stream(values())
                                .map(Algorithm::text)
                                .collect(Collectors.joining(", "))));
    }
}
