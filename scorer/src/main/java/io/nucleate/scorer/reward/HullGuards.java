package io.nucleate.scorer.reward;

import io.nucleate.crystal.Composition;
import io.nucleate.scorer.price.Price;
import java.util.Optional;

/**
 * Where an energy above the hull means nothing: on a sparse hull, and far below the hull.
 *
 * @param phasesPerFurtherElement a hull is sparse with fewer known phases than this for each element beyond the first;
 *     0 takes every hull
 * @param belowHullMaxEvPerAtom an energy further below the hull is taken for an error of the potential. Of the 27,090
 *     vertices of the shipped hull that the other vertices support well, 0.7 % lie more than 0.5 below these
 */
public record HullGuards(double phasesPerFurtherElement, double belowHullMaxEvPerAtom) {
    public static final String SPARSE_REFERENCE = "sparse-reference";
    public static final String IMPLAUSIBLE_ENERGY = "implausible-energy";
    public static final HullGuards DEFAULT = new HullGuards(1, 0.5);

    public HullGuards {
        if (!(phasesPerFurtherElement >= 0) || !(belowHullMaxEvPerAtom >= 0)) {
            throw new IllegalArgumentException(
                    "phases per further element and energy below the hull must not be negative: "
                            + phasesPerFurtherElement + ", " + belowHullMaxEvPerAtom);
        }
    }

    /** Whether a hull stands on too few known phases in the composition's chemical system. */
    public boolean isSparse(Composition composition, int knownPhases) {
        return knownPhases < phasesPerFurtherElement * (composition.elements().size() - 1);
    }

    /** Name of the guard that fires; empty for a price to go by. */
    Optional<String> firing(Price price) {
        if (isSparse(price.composition(), price.decomposition().knownPhases())) {
            return Optional.of(SPARSE_REFERENCE);
        }
        return price.energyAboveHullEv() < -belowHullMaxEvPerAtom ? Optional.of(IMPLAUSIBLE_ENERGY) : Optional.empty();
    }
}
