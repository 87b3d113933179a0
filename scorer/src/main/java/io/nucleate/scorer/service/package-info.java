/**
 * Runs the scorer as a service on Kafka: takes candidates, scores them, publishes the scores.
 *
 * <p>Start from {@link io.nucleate.scorer.service.Scoring}, which runs two of
 * {@link io.nucleate.scorer.service.ScorerLoop}.
 * {@link io.nucleate.scorer.service.CandidateHandler} decides what becomes of each candidate and
 * knows no Kafka clients. This is the only package of the module that knows Kafka and Quarkus.
 */
package io.nucleate.scorer.service;
