package io.nucleate.scorer;

import io.nucleate.energy.potential.Evaluation;

/** What came of one crystal: a {@link Score}, or the reason for which it has none. */
public sealed interface Verdict permits Score, Verdict.Failure {

    /**
     * A crystal that could not be scored, which is not a bad score.
     *
     * @param kind one word for counters, as of {@link Evaluation.Failure}
     * @param reason one sentence for a person
     */
    record Failure(String kind, String reason) implements Verdict {}
}
