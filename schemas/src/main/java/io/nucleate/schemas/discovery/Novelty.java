package io.nucleate.schemas.discovery;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Whether a crystal is known, and the energies of what is known.
 *
 * @param material identifier of the known material with the same protostructure, or else of the
 *     lowest known material of the same composition
 * @param materialFormationEnergyEvPerAtom that material's formation energy in its source
 * @param referenceFormationEnergyEvPerAtom where the hull reference's table stands at the crystal's
 *     composition, whatever the structure
 */
public record Novelty(
        Status status,
        Optional<String> material,
        OptionalDouble materialFormationEnergyEvPerAtom,
        OptionalDouble referenceFormationEnergyEvPerAtom) {

    /** How much of a crystal is known. */
    public enum Status {
        /** A known material has the same protostructure. */
        KNOWN,
        /**
         * A known material, or a phase under the hull, has the same composition. The structure is
         * another, or cannot be compared.
         */
        KNOWN_COMPOSITION,
        /** Neither: new, as far as the index and the hull reference know. */
        NEW;

        /** The name in files. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
