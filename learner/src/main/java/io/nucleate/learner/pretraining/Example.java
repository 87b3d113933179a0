package io.nucleate.learner.pretraining;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Metastability;
import io.nucleate.crystal.io.StructureEntry;
import io.nucleate.policy.Condition;
import io.nucleate.policy.Conditions;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A crystal to learn from, and what its data say of it.
 *
 * @param energyAboveHullEvPerAtom energy above the convex hull
 * @param bandGapEv electronic band gap
 */
public record Example(
        Crystal crystal, OptionalDouble energyAboveHullEvPerAtom, OptionalDouble bandGapEv) {
    private static final List<String> ENERGY_ABOVE_HULL =
            List.of(Metastability.FIELD, "energy_above_hull_ev_per_atom");
    private static final List<String> BAND_GAP = List.of("band_gap", "band_gap_ev");

    /**
     * Returns the names of the fields that can state a quantity, the first that is there being
     * taken; none where the crystal itself tells it.
     */
    public static List<String> fields(Condition condition) {
        return switch (condition) {
            case EHULL -> ENERGY_ABOVE_HULL;
            case GAP -> BAND_GAP;
            case SYSTEM, FORMULA -> List.of();
        };
    }

    /** Makes an example of which nothing more is known. */
    public static Example of(Crystal crystal) {
        return new Example(crystal, OptionalDouble.empty(), OptionalDouble.empty());
    }

    /**
     * Makes an example of what an entry of a file says: {@code e_above_hull} and {@code band_gap},
     * as data sets name them, or what the verbs that compute them say.
     */
    public static Example of(Crystal crystal, StructureEntry entry) {
        return new Example(crystal, energyAboveHullEvPerAtom(entry), field(entry, BAND_GAP));
    }

    static OptionalDouble energyAboveHullEvPerAtom(StructureEntry entry) {
        return field(entry, ENERGY_ABOVE_HULL);
    }

    /** Returns the first number that an entry has under one of the names. */
    private static OptionalDouble field(StructureEntry entry, List<String> names) {
        return entry.fields() == null
                ? OptionalDouble.empty()
                : names.stream()
                        .mapToDouble(name -> entry.fields().path(name).asDouble(Double.NaN))
                        .filter(Double::isFinite)
                        .findFirst();
    }

    /** Returns the example in another description of its crystal. */
    Example with(Crystal description) {
        return new Example(description, energyAboveHullEvPerAtom, bandGapEv);
    }

    /** Returns all conditions that are known of the crystal. */
    public Conditions conditions() {
        return Conditions.of(crystal, energyAboveHullEvPerAtom, bandGapEv);
    }
}
