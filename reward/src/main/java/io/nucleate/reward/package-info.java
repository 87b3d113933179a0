/**
 * Computes the reward of a crystal for the learner, with the gates and guards that keep a policy
 * from exploiting errors of the potential.
 *
 * <p>Start from {@link io.nucleate.reward.Reward}; {@link io.nucleate.reward.Rewards} reads one
 * from an expression. This package stands on {@code io.nucleate.energy} and
 * {@code io.nucleate.evaluation}, and knows neither the scorer nor Kafka.
 */
package io.nucleate.reward;
