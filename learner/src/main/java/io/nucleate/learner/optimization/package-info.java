/**
 * Training a policy on several threads, its average and its checkpoints; start from
 * {@link io.nucleate.learner.optimization.ParallelGradient}.
 * {@link io.nucleate.learner.optimization.TrainedWeights} reads what any training left behind.
 */
package io.nucleate.learner.optimization;
