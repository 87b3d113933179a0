package io.nucleate.energy.hull;

import io.nucleate.crystal.Structure;
import io.nucleate.crystal.io.CrystalJson;

import org.apache.commons.codec.digest.DigestUtils;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One phase as a file of a source has it.
 *
 * @param where file and line or entry, for messages
 * @param id of the material in its source
 * @param phase with the source's own formation energy; empty where it states none
 * @param energyAboveHullEvPerAtom distance to the full hull that the source knows, eV per atom
 * @param structure empty where there is none, or nobody asked for it
 */
record PhaseRow(
        String where,
        Optional<String> id,
        Optional<Phase> phase,
        OptionalDouble energyAboveHullEvPerAtom,
        Optional<Structure> structure) {
    /** What sources call a column or field, ours first. */
    static final List<String> FORMULA =
            List.of("formula", "formula_pretty", "pretty_formula", "reduced_formula");

    static final List<String> FORMATION_ENERGY =
            List.of("formation_energy_ev_per_atom", "formation_energy_per_atom", "e_form");
    static final List<String> ENERGY_ABOVE_HULL =
            List.of("energy_above_hull_ev_per_atom", "energy_above_hull", "e_above_hull");
    static final List<String> ID = List.of("material_id", "mat_id", "entry_id", "id");

    /** @throws IllegalArgumentException for a distance that is none */
    PhaseRow {
        if (energyAboveHullEvPerAtom.isPresent()
                && !(energyAboveHullEvPerAtom.getAsDouble() >= -Phase.ROUNDING_EV_PER_ATOM)) {
            throw new IllegalArgumentException(
                    "an energy above the hull of " + energyAboveHullEvPerAtom.getAsDouble());
        }
    }

    /**
     * First 16 hexadecimal digits of the SHA-256 of a structure: cell, elements and coordinates as
     * they are.
     */
    static String hash(Structure structure) {
        return DigestUtils.sha256Hex(CrystalJson.write(structure).toString()).substring(0, 16);
    }
}
