package io.nucleate.energy.potential;

/**
 * The quantities that a caller requests from a potential. Energy, forces and stress together take
 * two to three times as long as the energy alone.
 */
public enum RequestedQuantities {
    ENERGY,
    ENERGY_FORCES_STRESS
}
