package io.nucleate.scorer.service;

import io.nucleate.schemas.DiscoveredPhase;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Scored;

import java.util.Optional;

/** The fate of a delivered record. {@link CandidateHandler} has a table of all cases. */
sealed interface Outcome {
    /**
     * A score to publish.
     *
     * @param discovery phase that the score adds to the living hull; empty if it adds none
     * @param isAudited whether the crystal is audited, after its score
     */
    record Publish(Scored scored, Optional<DiscoveredPhase> discovery, boolean isAudited)
            implements Outcome {}

    /** A dead letter to publish. The record will not be tried again. */
    record DeadLetter(Rejected rejected) implements Outcome {}

    /**
     * A record that a newer release wrote. It goes back to the group for a scorer of that release.
     */
    record Newer(String detail) implements Outcome {}

    /** A record that goes back to the group for another try. */
    record Release(String detail) implements Outcome {}
}
