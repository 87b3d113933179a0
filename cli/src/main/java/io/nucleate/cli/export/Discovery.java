package io.nucleate.cli.export;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.matching.Protostructure;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.Scored;

/**
 * A crystal that a run found: the best of its protostructure.
 *
 * @param crystal as its energies were computed: relaxed where it was relaxed, else as sampled
 */
public record Discovery(
        Scored scored, Crystal crystal, Protostructure protostructure, Novelty novelty) {

    /** Run, generator and sequence. */
    public String id() {
        return CandidateIds.text(scored.getCandidate().getId());
    }
}
