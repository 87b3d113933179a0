package io.nucleate.evaluation;

import java.util.List;
import java.util.Optional;

/**
 * Prices of generated materials, in their order, and where they come from.
 *
 * @param potential name and version
 * @param elementalReferences by which energies became formation energies
 * @param hullReference identity of the phases under the hull
 * @param relaxed whether structures were relaxed first
 * @param each empty for a material that could not be priced
 */
public record Energies(
        String potential,
        String elementalReferences,
        String hullReference,
        boolean relaxed,
        List<Optional<Energy>> each) {

    /**
     * In eV per atom.
     *
     * @param aboveHullEvPerAtom above the hull of the known phases, negative below it
     * @param sparseHull whether the hull there stands on fewer known phases than one for each
     *     element beyond the first
     */
    public record Energy(double formationEv, double aboveHullEvPerAtom, boolean sparseHull) {}
}
