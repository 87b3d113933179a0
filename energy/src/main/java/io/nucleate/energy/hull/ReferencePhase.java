package io.nucleate.energy.hull;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A phase in the table of a reference.
 *
 * @param energyEvPerAtom energy that the potential of the reference predicts; empty if the source
 *     states the formation energy itself
 * @param known whether a phase is known at this point; if not, the point is a height of the
 *     source's hull
 * @param id identifier of the material in its source
 * @param structureHash hash of the structure that the potential evaluated, see
 *     {@link PhaseRow#hash}
 */
record ReferencePhase(
        Phase phase,
        OptionalDouble energyEvPerAtom,
        boolean known,
        Optional<String> id,
        Optional<String> structureHash) {

    /** Returns a known phase about which only the formation energy is known. */
    static ReferencePhase of(Phase phase) {
        return new ReferencePhase(
                phase, OptionalDouble.empty(), true, Optional.empty(), Optional.empty());
    }

    double formationEnergyEvPerAtom() {
        return phase.formationEnergyEvPerAtom();
    }
}
