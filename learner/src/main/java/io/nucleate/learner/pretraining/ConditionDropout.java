package io.nucleate.learner.pretraining;

import io.nucleate.policy.Condition;
import io.nucleate.policy.Conditions;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Drops conditions of a crystal at random, so that a policy learns to do with any of them, and with
 * none.
 *
 * @param rate probability that all conditions of a crystal are dropped at once; of the others, each
 *     is dropped with this probability
 */
record ConditionDropout(Set<Condition> learned, double rate) {
    /**
     * Returns what is left of the conditions of each crystal. The stream of random numbers is not
     * the one that {@link io.nucleate.policy.Dropout} draws from the same seed.
     */
    List<Conditions> apply(List<Example> examples, long seed) {
        SplittableRandom random = new SplittableRandom(seed).split();
        return examples.stream()
                .map(example -> example.conditions().only(kept(random)))
                .toList();
    }

    private Set<Condition> kept(SplittableRandom random) {
        Set<Condition> kept = EnumSet.noneOf(Condition.class);
        boolean dropsAll = random.nextDouble() < rate;
        for (Condition condition : Condition.values()) {
            boolean drops = random.nextDouble() < rate;
            if (!dropsAll && !drops && learned.contains(condition)) {
                kept.add(condition);
            }
        }
        return kept;
    }
}
