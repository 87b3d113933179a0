package io.nucleate.scorer.service;

import io.nucleate.schemas.DiscoveredPhase;
import io.nucleate.schemas.Scored;
import io.nucleate.scorer.Score;

import java.util.Optional;

/** Decides which scores add a phase to the living hull. */
@FunctionalInterface
public interface Discoveries {
    /** Adds no phases, so the hull stays the hull of its table. */
    Discoveries NONE = (score, scored) -> Optional.empty();

    /**
     * Returns the phase that a score adds; empty if it adds none. Any thread may call it.
     *
     * @param scored record of the score, for the provenance of the phase
     */
    Optional<DiscoveredPhase> of(Score score, Scored scored);
}
