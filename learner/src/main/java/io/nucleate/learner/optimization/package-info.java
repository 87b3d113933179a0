/** Gradients and steps; start from {@link io.nucleate.learner.optimization.Adam}. */
package io.nucleate.learner.optimization;
