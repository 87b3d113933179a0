/**
 * What drawn crystals must be, and how a crystal that is drawn token by token is kept on the way
 * there. Start from {@link io.nucleate.policy.constraints.Constraints};
 * {@link io.nucleate.policy.constraints.Completions} decides exactly whether a partial crystal can
 * still be completed, and {@link io.nucleate.policy.constraints.Walk} follows one crystal.
 */
package io.nucleate.policy.constraints;
