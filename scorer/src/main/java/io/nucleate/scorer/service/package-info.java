/**
 * The scorer as a service on Kafka. Start from {@link io.nucleate.scorer.service.Scoring}, which
 * runs two of {@link io.nucleate.scorer.service.ScorerLoop}: deliver, decide, publish, acknowledge.
 */
package io.nucleate.scorer.service;
