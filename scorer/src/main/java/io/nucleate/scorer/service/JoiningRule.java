package io.nucleate.scorer.service;

import io.nucleate.crystal.Composition;
import io.nucleate.energy.hull.HullGuards;
import io.nucleate.schemas.DiscoveredPhase;
import io.nucleate.schemas.Scored;

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

    /** What joins, if it does. */
    Optional<DiscoveredPhase> discovery(Scored scored) {
        return joins(scored)
                ? Optional.of(DiscoveredPhase.newBuilder()
                        .setCandidate(scored.getCandidate().getId())
                        .setFormula(scored.getFormula())
                        .setFormationEnergyEvPerAtom(scored.getFormationEnergyEvPerAtom())
                        .setElementalReferences(elementalReferences)
                        .setPotential(scored.getPotential())
                        .setHullReference(scored.getHullReference())
                        .setScorer(scored.getScorer())
                        .setDiscoveredAt(scored.getScoredAt())
                        .build())
                : Optional.empty();
    }

    private boolean joins(Scored scored) {
        Double energyAboveHull = scored.getEnergyAboveHullEvPerAtom();
        return energyAboveHull != null
                && energyAboveHull < -belowHullMinEvPerAtom
                && energyAboveHull >= -guards.belowHullMaxEvPerAtom()
                && scored.getGates().isEmpty()
                && isSupported(scored)
                && (scored.getRelaxation() == null
                        ? !relaxed
                        : scored.getRelaxation().getConverged())
                && (scored.getJudgement() == null
                        ? !judged
                        : scored.getJudgement().getEnergyAboveHullEvPerAtom() < 0);
    }

    private boolean isSupported(Scored scored) {
        Composition composition = Composition.parse(scored.getFormula());
        return composition.elements().size() > 1
                && !guards.isSparse(composition, scored.getReferencePhases());
    }
}
