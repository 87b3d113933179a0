package io.nucleate.energy.hull;

import io.nucleate.crystal.Metastability;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.io.CrystalJson;

import org.apache.commons.codec.digest.DigestUtils;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One phase in the file of a source.
 *
 * @param where file, and line or entry, for messages
 * @param id identifier of the material in its source
 * @param phase phase with the formation energy that the source states; empty if it states none
 * @param energyAboveHullEvPerAtom distance above the hull of all phases in the source; empty if the
 *     source does not state it
 * @param structure structure of the phase; empty if the source has none or it was not asked for
 */
record PhaseRow(
        String where,
        Optional<String> id,
        Optional<Phase> phase,
        OptionalDouble energyAboveHullEvPerAtom,
        Optional<Structure> structure) {
    /** Names of the column or field in different sources; the name in our own files comes first. */
    static final List<String> FORMULA =
            List.of("formula", "formula_pretty", "pretty_formula", "reduced_formula");

    static final List<String> FORMATION_ENERGY =
            List.of("formation_energy_ev_per_atom", "formation_energy_per_atom", "e_form");
    static final List<String> ENERGY_ABOVE_HULL =
            List.of("energy_above_hull_ev_per_atom", "energy_above_hull", Metastability.FIELD);
    static final List<String> ID = List.of("material_id", "mat_id", "entry_id", "id");

    /** @throws IllegalArgumentException if the distance above the hull is negative or no number */
    PhaseRow {
        if (energyAboveHullEvPerAtom.isPresent()
                && !(energyAboveHullEvPerAtom.getAsDouble() >= -Phase.ROUNDING_EV_PER_ATOM)) {
            throw new IllegalArgumentException(
                    "an energy above the hull of " + energyAboveHullEvPerAtom.getAsDouble());
        }
    }

    /**
     * Returns the first 16 hexadecimal digits of the SHA-256 of a structure. It covers cell,
     * elements and coordinates as they are, so an equivalent description has another hash.
     */
    static String hash(Structure structure) {
        return DigestUtils.sha256Hex(CrystalJson.write(structure).toString()).substring(0, 16);
    }
}
