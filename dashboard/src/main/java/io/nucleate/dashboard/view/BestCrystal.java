package io.nucleate.dashboard.view;

import io.nucleate.crystal.SpaceGroup;
import io.nucleate.dashboard.view.catalogue.DiscoveryRow;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.CrystalRecord;
import io.nucleate.schemas.Scored;

import java.time.Instant;
import java.util.Map;

/**
 * A row of the table of best crystals; energies in eV/atom.
 *
 * @param id run/generator/sequence
 * @param symbol Hermann-Mauguin symbol of the space group
 * @param occupation elements and Wyckoff letters as it is described, in the order of the letters,
 *     such as {@code Na a, Cl b}
 * @param judgedEnergyAboveHullEvPerAtom under the judging potential; null where none was asked
 * @param decomposition atomic fractions of the competing phases, by formula
 * @param referencePhases known phases in its chemical system
 * @param substituted whether substitution made it from a crystal that the policy drew
 */
public record BestCrystal(
        String id,
        String formula,
        int spaceGroup,
        String symbol,
        String occupation,
        double energyAboveHullEvPerAtom,
        Double judgedEnergyAboveHullEvPerAtom,
        Double formationEnergyEvPerAtom,
        Map<String, Double> decomposition,
        int referencePhases,
        int policyVersion,
        boolean substituted,
        Instant scoredAt) {

    static BestCrystal of(Scored scored) {
        CrystalRecord crystal = scored.getCandidate().getCrystal();
        return new BestCrystal(
                idText(scored),
                scored.getFormula(),
                crystal.getSpaceGroup(),
                SpaceGroup.of(crystal.getSpaceGroup()).symbol(),
                DiscoveryRow.occupation(crystal),
                scored.getEnergyAboveHullEvPerAtom(),
                scored.getJudgement() == null
                        ? null
                        : scored.getJudgement().getEnergyAboveHullEvPerAtom(),
                scored.getFormationEnergyEvPerAtom(),
                scored.getDecomposition(),
                scored.getReferencePhases(),
                scored.getCandidate().getPolicyVersion(),
                scored.getCandidate().getSubstitution() != null,
                scored.getScoredAt());
    }

    static String idText(Scored scored) {
        return CandidateIds.text(scored.getCandidate().getId());
    }
}
