package io.nucleate.scorer.service;

import io.nucleate.crystal.Composition;
import io.nucleate.schemas.DiscoveredPhase;
import io.nucleate.schemas.Scored;
import java.util.Optional;

/**
 * Which scored crystals may join the hull. A wrong phase would spoil every chemical system around it for good, so all guards
 * must be silent: gates, support of the hull, plausible energy, relaxation and judge where there are these.
 *
 * @param belowHullMinEvPerAtom what lies less far below the hull is within the potential's error
 * @param belowHullMaxEvPerAtom what lies further below the hull is taken for an error of the potential
 * @param phasesPerFurtherElement a hull with fewer known phases than this for each element beyond the first is sparse
 * @param elementalReferences behind the formation energies, by name
 */
record JoiningRule(
        double belowHullMinEvPerAtom,
        double belowHullMaxEvPerAtom,
        double phasesPerFurtherElement,
        String elementalReferences) {
    JoiningRule {
        if (!(belowHullMinEvPerAtom > 0 && belowHullMinEvPerAtom < belowHullMaxEvPerAtom)) {
            throw new IllegalArgumentException(
                    "no crystal lies between " + belowHullMinEvPerAtom + " and " + belowHullMaxEvPerAtom
                            + " eV/atom below the hull; see nucleate.scorer.living-hull-below-ev-per-atom");
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
                && energyAboveHull >= -belowHullMaxEvPerAtom
                && scored.getGates().isEmpty()
                && isSupported(scored)
                && (scored.getRelaxation() == null || scored.getRelaxation().getConverged())
                && (scored.getJudgement() == null || scored.getJudgement().getEnergyAboveHullEvPerAtom() < 0);
    }

    private boolean isSupported(Scored scored) {
        int furtherElements = Composition.parse(scored.getFormula()).elements().size() - 1;
        return furtherElements > 0 && scored.getReferencePhases() >= phasesPerFurtherElement * furtherElements;
    }
}
