package io.nucleate.dashboard.view.catalogue;

import java.util.Optional;

/**
 * What is asked of the discoveries of a run.
 *
 * @param limit most rows
 * @param cursor {@link Page#next} of the page before; empty for the first page
 */
public record DiscoveryQuery(
        RowFilter filter, DiscoveryOrder order, int limit, Optional<String> cursor) {

    public DiscoveryQuery {
        if (limit < 1) {
            throw new IllegalArgumentException("limit=" + limit + " lists nothing; give 1 or more");
        }
    }

    /** Asks for the first rows. */
    public static DiscoveryQuery first(RowFilter filter, DiscoveryOrder order, int limit) {
        return new DiscoveryQuery(filter, order, limit, Optional.empty());
    }
}
