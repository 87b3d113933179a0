package io.nucleate.learner.pretraining;

import io.nucleate.policy.LogProb;

/**
 * One epoch's outcome, in nats per crystal.
 *
 * @param epoch counted from 1
 * @param trainNegativeLogLikelihood mean over the epoch, dropout on
 * @param validation mean log-probability of the averaged weights by part on the validation
 *     crystals, dropout off
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
        boolean best,
        double seconds,
        double secondsLeft) {}
