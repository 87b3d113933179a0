/**
 * Energies, forces and stresses of structures. Start from
 * {@link io.nucleate.energy.potential.Potential}, and {@link io.nucleate.energy.potential.Chgnet}
 * that implements it.
 */
package io.nucleate.energy.potential;
