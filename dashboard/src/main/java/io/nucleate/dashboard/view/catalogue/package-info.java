/**
 * The discoveries of all runs: start from {@link io.nucleate.dashboard.view.catalogue.Catalogue},
 * which holds the rows of one partition by columns, and
 * {@link io.nucleate.dashboard.view.catalogue.DiscoveryQuery}, which says what is asked of them.
 */
package io.nucleate.dashboard.view.catalogue;
