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

    /** Measures a formation energy against the known phases alone. */
    double aboveKnownEvPerAtom(Composition composition, double formationEnergyEvPerAtom) {
        return known.decompose(composition).energyAboveHullEvPerAtom(formationEnergyEvPerAtom);
    }

    /** Tells whether a formation energy can be believed. */
    boolean isPlausible(Composition composition, double formationEnergyEvPerAtom) {
        return !HullGuards.DEFAULT.isImplausible(
                aboveKnownEvPerAtom(composition, formationEnergyEvPerAtom));
    }

    /** Lets a phase join where it lies below the hull as it is. */
    void join(Composition composition, double formationEnergyEvPerAtom) {
        if (isPlausible(composition, formationEnergyEvPerAtom)
                && decompose(composition).energyAboveHullEvPerAtom(formationEnergyEvPerAtom) < 0) {
            joining.add(
                    new Phase(composition.reducedFormula(), composition, formationEnergyEvPerAtom));
        }
    }

    /** Takes those that joined into account. Grows in steps, because each step copies the hull. */
    void grow() {
        grown = grown.with(joining);
        joining.clear();
    }

    /** Decomposes a composition on the hull as it has grown. */
    Decomposition decompose(Composition composition) {
        return grown.decompose(composition);
    }

    /** Returns the identity of the hull as it has grown. */
    String identity() {
        return grown.reference().identity();
    }

    /** Tells whether an energy is plausible, and lies close enough above the hull as it is. */
    boolean isWithin(
            Composition composition,
            double formationEnergyEvPerAtom,
            double aboveHullMaxEvPerAtom) {
        return isPlausible(composition, formationEnergyEvPerAtom)
                && decompose(composition).energyAboveHullEvPerAtom(formationEnergyEvPerAtom)
                        < aboveHullMaxEvPerAtom;
    }
}
