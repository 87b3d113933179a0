package io.nucleate.scorer.service;

import io.nucleate.energy.Energetics;
import io.nucleate.energy.hull.HullGuards;
import io.nucleate.energy.relaxation.Relaxed;
import io.nucleate.schemas.DiscoveredPhase;
import io.nucleate.schemas.Scored;
import io.nucleate.scorer.Score;

import java.util.Optional;

/**
 * Which scored crystals may join the hull. A wrong phase would spoil every chemical system around
 * it for good, so all guards must be silent: gates, support of the hull, plausible energy,
 * relaxation and judge where there are these.
 *
 * @param belowHullMinEvPerAtom what lies less far below the hull is within the potential's error
 * @param guards what lies too far below the hull, or over a sparse one, whatever the reward makes
 *     of it
 * @param relaxed whether crystals must have been relaxed; if they were, it must have converged in
 *     any case
 * @param judged whether a judge must have been asked; if one was, it must agree in any case
 * @param elementalReferences behind the formation energies, by name
 */
record JoiningRule(
        double belowHullMinEvPerAtom,
        HullGuards guards,
        boolean relaxed,
        boolean judged,
        String elementalReferences) {
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
     * Returns the phase that a score adds to the hull; empty where it adds none.
     *
     * @param scored the record of the score, for the phase's provenance
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
                && energetics.relaxed().map(Relaxed::converged).orElse(!relaxed)
                && energetics
                        .judgement()
                        .map(judgement -> judgement.energyAboveHullEvPerAtom() < 0)
                        .orElse(!judged);
    }
}
