/**
 * Reinforcement fine-tuning of a policy (CrystalFormer-RL, arXiv 2504.02367), knowing nothing of
 * Kafka. Start from {@link io.nucleate.learner.reinforcement.Learner}: it takes scored crystals one
 * by one and turns every full batch into a new version of the policy with
 * {@link io.nucleate.learner.reinforcement.ReinforcementTraining}, by one of the learning rules
 * that {@link io.nucleate.learner.reinforcement.Algorithm} names.
 */
package io.nucleate.learner.reinforcement;
