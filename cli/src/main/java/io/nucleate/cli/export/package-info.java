/**
 * Takes what a run found out of its topics: selects discoveries, tells known from new, writes files
 * and their provenance. Start from {@link io.nucleate.cli.export.DiscoverySelection}.
 */
package io.nucleate.cli.export;
