/**
 * Keeps the statistics up to date. Start from
 * {@link io.nucleate.dashboard.streams.DashboardTopology}: which records go to which processor and
 * store; {@link io.nucleate.dashboard.streams.StreamsRunState} reads the stores for the web.
 */
package io.nucleate.dashboard.streams;
