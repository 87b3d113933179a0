/**
 * Keeps the statistics up to date. Start from
 * {@link io.nucleate.dashboard.streams.DashboardTopology}: which records go to which processor and
 * store; {@link io.nucleate.dashboard.streams.StreamsRunState} reads the stores for the web, and
 * {@link io.nucleate.dashboard.streams.Sharing} those of other instances.
 */
package io.nucleate.dashboard.streams;
