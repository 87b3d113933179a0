package io.nucleate.scorer.service;

import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Scored;

/** What becomes of one delivered record. */
sealed interface Outcome {
    /** A score to publish. */
    record Published(Scored scored) implements Outcome {}

    /** A dead letter to publish: the record will not be tried again. */
    record DeadLetter(Rejected rejected) implements Outcome {}

    /** Back to the group, for another try. */
    record Release(String detail) implements Outcome {}
}
