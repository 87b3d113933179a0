package io.nucleate.evaluation.expansion;

import io.nucleate.crystal.Composition;
import io.nucleate.energy.hull.ConvexHull;
import io.nucleate.energy.hull.ConvexHull.Decomposition;
import io.nucleate.energy.hull.HullGuards;
import io.nucleate.energy.hull.Phase;

import java.util.ArrayList;
import java.util.List;

/**
 * The hull of known phases, and of what was found below it. A crystal so far below the known hull
 * that it must be an error of the potential ({@link HullGuards}) does not join.
 */
final class GrowingHull {
    private final ConvexHull known;
    private ConvexHull grown;
    private final List<Phase> joining = new ArrayList<>();

    GrowingHull(ConvexHull known) {
        this.known = known;
        this.grown = known;
    }

    /** Measures a crystal against the known phases alone. */
    double aboveKnownEvPerAtom(Attempt.Found found) {
        return known.decompose(found.crystal().composition())
                .energyAboveHullEvPerAtom(found.formationEnergyEvPerAtom());
    }

    /** Tells whether its energy can be believed. */
    boolean isPlausible(Attempt.Found found) {
        return !HullGuards.DEFAULT.isImplausible(aboveKnownEvPerAtom(found));
    }

    /** Lets a crystal join where it lies below the hull as it is. */
    void join(Attempt.Found found) {
        Composition composition = found.crystal().composition();
        if (isPlausible(found)
                && decompose(found).energyAboveHullEvPerAtom(found.formationEnergyEvPerAtom())
                        < 0) {
            joining.add(new Phase(
                    composition.reducedFormula(), composition, found.formationEnergyEvPerAtom()));
        }
    }

    /** Takes those that joined into account. Grows in steps, because each step copies the hull. */
    void grow() {
        grown = grown.with(joining);
        joining.clear();
    }

    /** Decomposes the composition of a crystal on the hull as it has grown. */
    Decomposition decompose(Attempt.Found found) {
        return grown.decompose(found.crystal().composition());
    }

    /** Returns the identity of the hull as it has grown. */
    String identity() {
        return grown.reference().identity();
    }

    /** Tells whether a crystal is plausible, and lies close enough above the hull as it is. */
    boolean isWithin(Attempt.Found found, double aboveHullMaxEvPerAtom) {
        return isPlausible(found)
                && decompose(found).energyAboveHullEvPerAtom(found.formationEnergyEvPerAtom())
                        < aboveHullMaxEvPerAtom;
    }
}
