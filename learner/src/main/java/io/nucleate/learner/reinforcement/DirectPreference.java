package io.nucleate.learner.reinforcement;

import io.nucleate.learner.reinforcement.PolicyTraining.Densities;

import java.util.List;

/**
 * {@code dpo}: direct preference optimisation (arXiv 2305.18290, equation 7) on pairs of a batch.
 * With the margin h of a pair ({@link PreferencePairs}) and the logistic function σ
 *
 * <pre>
 *   objective = 2/tau · ln σ(tau h)
 * </pre>
 *
 * <ol>
 *   <li>A pair is a better and a worse crystal of one space group in the batch. Only which of them
 *       has the larger reward counts, not by how much.
 *   <li>beta of the paper is {@code learning.klPenalty}. Where preferences are drawn as σ(r − r')
 *       the optimum is p_pretrained · exp(r/tau)/Z. Here the better is always preferred, so h grows
 *       without bound, more and more slowly once it is larger than 1/tau.
 *   <li>The factor 2/tau makes the gradient that of ln p(better) − ln p(worse) where h is 0, so
 *       that learning rate and gradient norm mean the same as in the other algorithms.
 *   <li>Nothing is weighted by how likely the behaviour policy was. Its pairs may be old; they are
 *       those of a policy that was worse.
 *   <li>The authors of CrystalFormer learn from pairs that were drawn once. Here each batch makes
 *       new ones, as in online DPO (arXiv 2402.04792).
 *   <li>There is neither clip nor scale nor baseline.
 * </ol>
 */
final class DirectPreference implements LearningRule {
    private final ReinforcementSettings settings;

    DirectPreference(ReinforcementSettings settings) {
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
                batch,
                densities.reference(),
                settings.strata(),
                margin -> 2 / (1 + Math.exp(tau * margin)));
    }
}
