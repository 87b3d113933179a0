package io.nucleate.learner.reinforcement;

import io.nucleate.crystal.Crystal;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A crystal that the policy drew, with its reward.
 *
 * @param policyVersion version of the policy that drew it
 * @param behaviourLogProb its natural-log density under that version
 * @param rewardWorst lowest value of its kind of reward, from which repeats are discounted; empty
 *     for a reward that is to stay as it is
 * @param relaxed the crystal that the reward belongs to, where it was relaxed before and is of
 *     interest
 */
public record Experience(
        Crystal crystal,
        int policyVersion,
        double behaviourLogProb,
        double reward,
        OptionalDouble rewardWorst,
        Optional<Crystal> relaxed) {
    public Experience {
        if (!Double.isFinite(behaviourLogProb)
                || !Double.isFinite(reward)
                || !Double.isFinite(rewardWorst.orElse(0))) {
            throw new IllegalArgumentException("log-probability " + behaviourLogProb + ", reward "
                    + reward + " and worst reward " + rewardWorst + " must be finite numbers");
        }
    }

    /** Makes an experience with a crystal that was not relaxed. */
    public Experience(
            Crystal crystal,
            int policyVersion,
            double behaviourLogProb,
            double reward,
            OptionalDouble rewardWorst) {
        this(crystal, policyVersion, behaviourLogProb, reward, rewardWorst, Optional.empty());
    }

    /** Makes an experience whose reward stays as it is. */
    public Experience(Crystal crystal, int policyVersion, double behaviourLogProb, double reward) {
        this(crystal, policyVersion, behaviourLogProb, reward, OptionalDouble.empty());
    }

    /** Returns the same experience with another reward. */
    Experience withReward(double other) {
        return new Experience(
                crystal, policyVersion, behaviourLogProb, other, rewardWorst, relaxed);
    }
}
