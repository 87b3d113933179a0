/**
 * Who is there and what goes wrong. Start from
 * {@link io.nucleate.dashboard.view.health.HealthBoard}, which lives in memory alone, so that it
 * can be read while Kafka is away.
 */
package io.nucleate.dashboard.view.health;
