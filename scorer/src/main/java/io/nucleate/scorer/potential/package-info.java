/**
 * Energies, forces and stresses of structures. Start from {@link io.nucleate.scorer.potential.Potential}, and {@link
 * io.nucleate.scorer.potential.Chgnet} that implements it.
 */
package io.nucleate.scorer.potential;
