/**
 * Pure statistics of a run. Start from {@link io.nucleate.dashboard.view.RunReport}, which turns
 * the folded state ({@link io.nucleate.dashboard.view.RunTotals},
 * {@link io.nucleate.dashboard.view.VersionStatistics}) into what the page shows. Every folded
 * value merges with another of its kind, so partitions are counted apart and added when someone
 * looks.
 */
package io.nucleate.dashboard.view;
