package io.nucleate.energy.potential;

/** What a potential is asked for; forces and stress cost two to three times the energy. */
public enum RequestedQuantities {
    ENERGY,
    ENERGY_FORCES_STRESS
}
