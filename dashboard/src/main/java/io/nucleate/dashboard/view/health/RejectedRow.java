package io.nucleate.dashboard.view.health;

import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.Rejected;

import java.time.Instant;

/**
 * A candidate that could not be scored.
 *
 * @param reason short and machine-readable
 * @param detail what happened, for a person
 * @param source topic-partition@offset of the candidate's record
 * @param candidateId run/generator/sequence; null where the record could not be decoded
 * @param record the candidate's record as text; null likewise
 */
public record RejectedRow(
        Instant at,
        String reason,
        String detail,
        String source,
        String candidateId,
        String record) {
    static RejectedRow of(Rejected rejected) {
        Candidate candidate = rejected.getCandidate();
        return new RejectedRow(
                rejected.getRejectedAt(),
                rejected.getReason(),
                rejected.getDetail(),
                rejected.getSource(),
                candidate == null ? null : CandidateIds.text(candidate.getId()),
                candidate == null ? null : candidate.toString());
    }
}
