/**
 * Training a policy on several threads, its average and its checkpoints; start from
 * {@link io.nucleate.learner.optimization.ParallelGradient}.
 */
package io.nucleate.learner.optimization;
