package io.nucleate.scorer.service;

import io.nucleate.schemas.DiscoveredPhase;
import io.nucleate.schemas.Scored;
import io.nucleate.scorer.Score;

import java.util.Optional;

/** Decides which scores add a phase to the living hull. */
@FunctionalInterface
public interface Discoveries {
    /** Adds nothing: the hull stays the table that it is. */
    Discoveries NONE = (score, scored) -> Optional.empty();

    /**
     * Returns the phase that a score adds; empty where it adds none. From any thread.
     *
     * @param scored the record of the score, for the phase's provenance
     */
    Optional<DiscoveredPhase> of(Score score, Scored scored);
}
