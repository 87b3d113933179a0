package io.nucleate.scorer;

/** What came of one crystal: a {@link Score}, or the reason for which it has none. */
public sealed interface Verdict permits Score, Verdict.Failure {

    /**
     * A crystal that could not be scored, which is not a bad score.
     *
     * @param reason one sentence for a person
     */
    record Failure(String reason) implements Verdict {}
}
