/**
 * Maximum likelihood training of a policy; start from
 * {@link io.nucleate.learner.pretraining.Pretraining}.
 */
package io.nucleate.learner.pretraining;
