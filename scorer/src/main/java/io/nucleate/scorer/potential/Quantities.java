package io.nucleate.scorer.potential;

/** What a potential is asked for; forces and stress cost two to three times the energy. */
public enum Quantities {
    ENERGY,
    ENERGY_FORCES_STRESS
}
