package io.nucleate.learner.pretraining;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.nucleate.policy.LogProb;

/**
 * One epoch's outcome, in nats per crystal.
 *
 * @param epoch counted from 1
 * @param trainNegativeLogLikelihood mean over the epoch, dropout on
 * @param validation mean log-probability of the averaged weights by part on the validation
 *     crystals, dropout off
 * @param conditional how well conditions are used; null where none are learned
 * @param best whether this is the best validation so far
 * @param seconds that the epoch took
 * @param secondsLeft to the last epoch, if those to come take as long as this one
 */
public record EpochReport(
        int epoch,
        int epochs,
        double learningRate,
        double trainNegativeLogLikelihood,
        LogProb validation,
        @JsonInclude(JsonInclude.Include.NON_NULL) Conditional conditional,
        boolean best,
        double seconds,
        double secondsLeft) {
    /**
     * Returns what training is to raise: the log-probability of the validation crystals, or where
     * conditions are learned the mean of that and of the one given conditions, space groups
     * included.
     */
    static double score(LogProb validation, Conditional conditional) {
        return conditional == null
                ? validation.total()
                : (validation.total()
                                + conditional.validation().total()
                                + conditional.spaceGroupGivenFormula())
                        / 2;
    }

    /**
     * What conditions do for the validation crystals, dropout off.
     *
     * @param validation mean log-probability by part, all conditions that are learned and known
     *     given
     * @param spaceGroupGivenFormula mean log-probability of the space group given the formula, or
     *     the elements where formulas are not learned
     * @param spaceGroupGivenNothing mean logarithm of the space group's frequency in the training
     *     data, each group counted once more
     */
    public record Conditional(
            LogProb validation, double spaceGroupGivenFormula, double spaceGroupGivenNothing) {}
}
