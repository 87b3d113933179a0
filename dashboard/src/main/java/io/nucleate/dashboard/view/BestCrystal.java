package io.nucleate.dashboard.view;

import io.nucleate.crystal.SpaceGroup;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.CrystalRecord;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.SiteRecord;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;

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
                occupation(crystal),
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

    private static String occupation(CrystalRecord crystal) {
        return crystal.getSites().stream()
                .sorted(Comparator.comparing(SiteRecord::getWyckoff)
                        .thenComparing(SiteRecord::getElement))
                .map(site -> site.getElement() + " " + site.getWyckoff())
                .collect(Collectors.joining(", "));
    }

    static String idText(Scored scored) {
        return CandidateIds.text(scored.getCandidate().getId());
    }
}
