package io.nucleate.learner.pretraining;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.io.StructureEntry;
import io.nucleate.policy.Conditions;

import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * A crystal to learn from, and what its data say of it.
 *
 * @param energyAboveHullEvPerAtom energy above the convex hull
 * @param bandGapEv electronic band gap
 */
public record Example(
        Crystal crystal, OptionalDouble energyAboveHullEvPerAtom, OptionalDouble bandGapEv) {
    /** Makes an example of which nothing more is known. */
    public static Example of(Crystal crystal) {
        return new Example(crystal, OptionalDouble.empty(), OptionalDouble.empty());
    }

    /**
     * Makes an example of what an entry of a file says: {@code e_above_hull} and {@code band_gap},
     * as data sets name them, or what the verbs that compute them say.
     */
    public static Example of(Crystal crystal, StructureEntry entry) {
        return new Example(
                crystal, energyAboveHullEvPerAtom(entry), field(entry, "band_gap", "band_gap_ev"));
    }

    static OptionalDouble energyAboveHullEvPerAtom(StructureEntry entry) {
        return field(entry, "e_above_hull", "energy_above_hull_ev_per_atom");
    }

    /** Returns the first number that an entry has under one of the names. */
    private static OptionalDouble field(StructureEntry entry, String... names) {
        return entry.fields() == null
                ? OptionalDouble.empty()
                : Stream.of(names)
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
