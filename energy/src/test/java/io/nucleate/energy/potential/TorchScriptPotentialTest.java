package io.nucleate.energy.potential;

import org.junit.jupiter.api.Nested;

/** Tests the contract of potentials for modules with different inputs, outputs and units. */
class TorchScriptPotentialTest {

    @Nested
    class ByEdgeVectors extends LennardJonesContract {
        ByEdgeVectors() {
            super("edges");
        }
    }

    /**
     * A module with atomic units, double precision, and vectors from the second atom to the first.
     */
    @Nested
    class ByPositions extends LennardJonesContract {
        ByPositions() {
            super("positions");
        }
    }

    /**
     * A module that takes and returns dictionaries, for one structure at a time, and computes
     * forces and stress in GPa itself.
     */
    @Nested
    class FromTheModule extends LennardJonesContract {
        FromTheModule() {
            super("module");
        }
    }
}
