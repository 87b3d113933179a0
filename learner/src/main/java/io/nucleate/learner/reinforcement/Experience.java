package io.nucleate.learner.reinforcement;

import io.nucleate.crystal.Crystal;

/**
 * A crystal that the policy drew, with its reward.
 *
 * @param policyVersion version of the policy that drew it
 * @param behaviourLogProb its natural-log density under that version
 */
public record Experience(
        Crystal crystal, int policyVersion, double behaviourLogProb, double reward) {
    public Experience {
        if (!Double.isFinite(behaviourLogProb) || !Double.isFinite(reward)) {
            throw new IllegalArgumentException("log-probability " + behaviourLogProb
                    + " and reward " + reward + " must be finite numbers");
        }
    }
}
