package io.nucleate.energy.potential;

import org.junit.jupiter.api.Nested;

/** What every potential must do, for each way in which a model card can be filled in. */
class TorchScriptPotentialTest {

    @Nested
    class ByEdgeVectors extends LennardJonesContract {
        ByEdgeVectors() {
            super("edges");
        }
    }

    /** In atomic units, double precision, vectors from the second atom to the first. */
    @Nested
    class ByPositions extends LennardJonesContract {
        ByPositions() {
            super("positions");
        }
    }

    /**
     * Dictionaries in and out, one structure at a time, with forces and stress, in GPa, from
     * inside.
     */
    @Nested
    class FromTheModule extends LennardJonesContract {
        FromTheModule() {
            super("module");
        }
    }
}
