package io.nucleate.scorer.service;

import io.nucleate.energy.Energetics;
import io.nucleate.energy.hull.HullGuards;
import io.nucleate.energy.relaxation.Relaxed;
import io.nucleate.schemas.DiscoveredPhase;
import io.nucleate.schemas.Scored;
import io.nucleate.scorer.Score;

import java.util.Optional;

/**
 * Decides which scored crystals join the living hull. A wrong phase would spoil all chemical
 * systems that contain it for good. So no gate or guard may have fired, the hull must have enough
 * known phases, the energy must be plausible, and relaxation and judge must agree if there are any:
 * a relaxation must have converged, and a judgement must be below the hull.
 *
 * @param belowHullMinEvPerAtom smallest distance below the hull; a smaller one is within the error
 *     of the potential
 * @param guards bounds within which an energy above the hull can be trusted, whatever the reward
 *     does
 * @param judged whether crystals must be judged; a judgement that was made must be below the hull
 *     in any case
 * @param elementalReferences name of the elemental references behind the formation energies
 */
record JoiningRule(
        double belowHullMinEvPerAtom,
        HullGuards guards,
        boolean judged,
        String elementalReferences) {
    /** @throws IllegalArgumentException if no crystal can meet the bounds */
    JoiningRule {
        if (!(belowHullMinEvPerAtom > 0
                && belowHullMinEvPerAtom < guards.belowHullMaxEvPerAtom())) {
            throw new IllegalArgumentException(
                    "no crystal lies between " + belowHullMinEvPerAtom + " and "
                            + guards.belowHullMaxEvPerAtom()
                            + " eV/atom below the hull; see"
                            + " nucleate.scorer.living-hull-below-ev-per-atom");
        }
    }

    /**
     * Returns the phase that a score adds to the hull; empty if it adds none.
     *
     * @param scored record of the score, for the provenance of the phase
     */
    Optional<DiscoveredPhase> discovery(Score score, Scored scored) {
        return score.energetics()
                .filter(energetics -> score.reward().guards().isEmpty() && joins(energetics))
                .map(energetics -> DiscoveredPhase.newBuilder()
                        .setCandidate(scored.getCandidate().getId())
                        .setFormula(scored.getFormula())
                        .setFormationEnergyEvPerAtom(energetics.formationEnergyEvPerAtom())
                        .setElementalReferences(elementalReferences)
                        .setPotential(scored.getPotential())
                        .setHullReference(energetics.hullReference())
                        .setScorer(scored.getScorer())
                        .setDiscoveredAt(scored.getScoredAt())
                        .build());
    }

    private boolean joins(Energetics energetics) {
        return energetics.composition().elements().size() > 1
                && energetics.energyAboveHullEvPerAtom() < -belowHullMinEvPerAtom
                && guards.firing(
                                energetics.composition(),
                                energetics.decomposition().knownPhases(),
                                energetics.energyAboveHullEvPerAtom())
                        .isEmpty()
                && energetics.relaxed().map(Relaxed::converged).orElse(true)
                && energetics
                        .judgement()
                        .map(judgement -> judgement.energyAboveHullEvPerAtom() < 0)
                        .orElse(!judged);
    }
}
