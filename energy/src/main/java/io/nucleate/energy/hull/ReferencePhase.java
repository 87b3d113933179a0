package io.nucleate.energy.hull;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A phase as a reference's table has it.
 *
 * @param energyEvPerAtom under the potential of the reference; empty where the formation energy is
 *     the source's own
 * @param known whether a phase lies there, and not only the full hull of the source
 * @param id of the material in its source
 * @param structureHash of the structure that was priced, see {@link PhaseRow#hash}
 */
record ReferencePhase(
        Phase phase,
        OptionalDouble energyEvPerAtom,
        boolean known,
        Optional<String> id,
        Optional<String> structureHash) {

    /** A phase of which a formation energy is known and nothing else. */
    static ReferencePhase of(Phase phase) {
        return new ReferencePhase(
                phase, OptionalDouble.empty(), true, Optional.empty(), Optional.empty());
    }

    double formationEnergyEvPerAtom() {
        return phase.formationEnergyEvPerAtom();
    }
}
