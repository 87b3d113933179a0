/**
 * What a crystal is worth to the learner, and the guards without which a policy finds worthless
 * crystals that pay. Start from {@link io.nucleate.scorer.reward.Reward}.
 */
package io.nucleate.scorer.reward;
