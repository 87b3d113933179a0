/**
 * Energies, forces and stresses of structures. Start from {@link io.nucleate.scorer.potential.Potential}.
 */
package io.nucleate.scorer.potential;
