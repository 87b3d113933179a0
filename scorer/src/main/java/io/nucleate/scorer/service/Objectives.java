package io.nucleate.scorer.service;

import io.nucleate.crystal.Result;
import io.nucleate.scorer.Objective;

/** Says what each run asks of scores. */
@FunctionalInterface
public interface Objectives {
    /**
     * Returns what a run asks. One thread at a time may call it.
     *
     * @param run id of the run
     * @return a failure, in words, if the scorer does not know the run or cannot honour it
     */
    Result<Objective> of(String run);
}
