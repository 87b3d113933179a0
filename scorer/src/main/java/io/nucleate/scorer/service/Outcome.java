package io.nucleate.scorer.service;

import io.nucleate.schemas.DiscoveredPhase;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Scored;

import java.util.Optional;

/** The fate of one delivered record; {@link CandidateHandler} has the table. */
sealed interface Outcome {
    /**
     * A score to publish.
     *
     * @param discovery the phase that the score adds to the living hull; empty for none
     */
    record Publish(Scored scored, Optional<DiscoveredPhase> discovery) implements Outcome {}

    /** A dead letter to publish: the record will not be tried again. */
    record DeadLetter(Rejected rejected) implements Outcome {}

    /** Back to the group, for another try. */
    record Release(String detail) implements Outcome {}
}
