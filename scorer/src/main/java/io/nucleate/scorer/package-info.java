/**
 * Scores candidate crystals: their energetics, and their reward for the learner. Start from
 * {@link io.nucleate.scorer.CrystalScorer}.
 *
 * <p>This package stands on {@code io.nucleate.reward} and {@code io.nucleate.energy}. Above it,
 * {@code io.nucleate.scorer.service} connects it with Kafka.
 */
package io.nucleate.scorer;
