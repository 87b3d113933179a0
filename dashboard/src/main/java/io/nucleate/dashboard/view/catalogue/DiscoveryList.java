package io.nucleate.dashboard.view.catalogue;

import java.util.List;

/**
 * A page of discoveries.
 *
 * @param total discoveries of the run
 * @param matching of them, those that the filter takes
 * @param next cursor of the next page; null where this is the last one
 */
public record DiscoveryList(
        String run, int total, int matching, List<DiscoveryRow> items, String next) {}
