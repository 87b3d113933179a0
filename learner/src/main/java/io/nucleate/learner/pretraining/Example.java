package io.nucleate.learner.pretraining;

import io.nucleate.crystal.Crystal;
import io.nucleate.policy.Conditions;

import java.util.OptionalDouble;

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

    /** Returns the example in another description of its crystal. */
    Example with(Crystal description) {
        return new Example(description, energyAboveHullEvPerAtom, bandGapEv);
    }

    /** Returns all conditions that are known of the crystal. */
    Conditions conditions() {
        return Conditions.of(crystal, energyAboveHullEvPerAtom, bandGapEv);
    }
}
