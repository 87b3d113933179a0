/**
 * Constraints on drawn crystals. Start from {@link io.nucleate.policy.constraints.Constraints},
 * which lists what every crystal must be. {@link io.nucleate.policy.constraints.Walk} follows one
 * crystal while it is drawn token by token; {@link io.nucleate.policy.constraints.Completions}
 * decides exactly whether a partial crystal can still be completed.
 */
package io.nucleate.policy.constraints;
