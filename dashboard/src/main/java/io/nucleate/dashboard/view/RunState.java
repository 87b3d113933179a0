package io.nucleate.dashboard.view;

import io.nucleate.dashboard.view.catalogue.Catalogue;
import io.nucleate.dashboard.view.catalogue.Discoveries;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.Scored;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The folded state of all runs, wherever it is kept. Every method may throw
 * {@link NotReadyException}.
 */
public interface RunState {

    /** Counts by run. */
    Map<String, RunTotals> totals();

    /**
     * Returns statistics of the versions from..to, both included, as far as there are any. They are
     * put together while they are read, so that memory grows with the number of rows only.
     *
     * @param width versions in a row
     * @return rows by {@code version - version % width}
     */
    SortedMap<Integer, VersionStatistics> versions(String run, int from, int to, int width);

    /** Returns sums over the audits of these versions, likewise; few versions have any. */
    SortedMap<Integer, AuditSums> audits(String run, int from, int to, int width);

    /** Returns statistics of the updates that produced versions, likewise. */
    SortedMap<Integer, UpdateStatistics> updates(String run, int from, int to, int width);

    /**
     * The eligible crystals lowest above the hull, in no order; one signature may come more than
     * once.
     */
    List<Scored> best(String run);

    /** The runs' newest records, by id. */
    Map<String, Run> runs();

    /** Scored crystals with an energy that contain an element, by its symbol. */
    Map<String, Long> elements(String run);

    /** What discoveries there are; {@link #discovery} has their records. */
    Discoveries discoveries();

    /** The record of a discovery; empty where it has been given up meanwhile. */
    Optional<Scored> discovery(Catalogue.Key key);

    /** The state is being restored or moved; asking again later helps. */
    final class NotReadyException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public NotReadyException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
