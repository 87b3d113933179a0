package io.nucleate.dashboard.view.catalogue;

import java.util.List;
import java.util.Optional;

/**
 * Rows that answer a query.
 *
 * @param total discoveries of the run
 * @param matching of them, those that the filter takes
 * @param keys the page's rows in their order
 * @param next cursor of the next page; empty where this is the last one
 */
public record Page(int total, int matching, List<Catalogue.Key> keys, Optional<String> next) {}
