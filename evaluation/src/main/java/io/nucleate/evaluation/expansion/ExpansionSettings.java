package io.nucleate.evaluation.expansion;

import io.nucleate.energy.relaxation.RelaxationSettings;

/**
 * What decides which proposals are computed, how, and what is kept.
 *
 * @param atomsMax most atoms in the primitive cell of a proposal
 * @param sitesMax most occupied Wyckoff positions
 * @param aboveHullMaxEvPerAtom crystals closer to the grown hull than this are kept
 * @param toleranceAngstrom within which a relaxed crystal is symmetric
 * @param relaxation when a relaxation has converged, and when it is given up
 */
public record ExpansionSettings(
        int atomsMax,
        int sitesMax,
        double aboveHullMaxEvPerAtom,
        double toleranceAngstrom,
        RelaxationSettings relaxation) {
    /** @throws IllegalArgumentException where nothing could be kept */
    public ExpansionSettings {
        if (atomsMax < 1
                || sitesMax < 1
                || !(aboveHullMaxEvPerAtom > 0)
                || !(toleranceAngstrom > 0)) {
            throw new IllegalArgumentException("atoms, sites, energy above the hull and tolerance"
                    + " must be positive: " + atomsMax + ", " + sitesMax + ", "
                    + aboveHullMaxEvPerAtom + ", " + toleranceAngstrom);
        }
    }
}
