package io.nucleate.learner.reinforcement;

import io.nucleate.learner.reinforcement.PolicyTraining.Densities;

import java.util.List;

/**
 * {@code ipo}: identity preference optimisation (arXiv 2310.12036, equation 17) on pairs of a
 * batch. With the margin h of a pair ({@link PreferencePairs})
 *
 * <pre>
 *   objective = − tau · (h − 1/(2 tau))²
 * </pre>
 *
 * <ol>
 *   <li>Pairs are those of {@code dpo}: a better and a worse crystal of one space group.
 *   <li>h has a target, 1/(2 tau) with tau = {@code learning.klPenalty}: the better crystal is to
 *       gain so many nats on the worse one. A pair beyond it is drawn back, so the policy cannot
 *       run away from the pretrained one as with {@code dpo}.
 *   <li>The factor tau makes the gradient that of ln p(better) − ln p(worse) where h is 0, so that
 *       learning rate and gradient norm mean the same as in the other algorithms.
 *   <li>Nothing is weighted by how likely the behaviour policy was. Each batch makes new pairs.
 *   <li>There is neither clip nor scale nor baseline.
 * </ol>
 */
final class IdentityPreference implements LearningRule {
    private final ReinforcementSettings settings;

    IdentityPreference(ReinforcementSettings settings) {
        this.settings = settings;
    }

    @Override
    public double[] excess(List<Experience> window) {
        return new Peers(window, settings.strata()).centred(LearningRule.rewards(window));
    }

    @Override
    public Surrogate surrogate(List<Experience> batch, double[] excess, Densities densities) {
        double tau = settings.klPenalty();
        return new PreferencePairs(
                batch, densities.reference(), settings.strata(), margin -> 1 - 2 * tau * margin);
    }
}
