package io.nucleate.dashboard.view.catalogue;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.CrystalRecord;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.SiteRecord;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A discovery in a list; numbers are null where they are not known.
 *
 * @param id run/generator/sequence
 * @param elements symbols by atomic number
 * @param symbol Hermann-Mauguin symbol of the space group
 * @param occupation elements and Wyckoff letters as it is described, in the order of the letters,
 *     such as {@code Na a, Cl b}
 * @param sites atoms in a primitive cell
 * @param judgedEnergyAboveHullEvPerAtom under the judging potential
 * @param decomposition atomic fractions of the competing phases, by formula
 * @param referencePhases known phases in its chemical system
 * @param knownMaterial the known material with its protostructure
 * @param substituted whether substitution made it from a crystal that the policy drew
 */
public record DiscoveryRow(
        String id,
        String formula,
        List<String> elements,
        int spaceGroup,
        String symbol,
        String occupation,
        int sites,
        Double energyAboveHullEvPerAtom,
        Double judgedEnergyAboveHullEvPerAtom,
        Double formationEnergyEvPerAtom,
        Double bandGapEv,
        Double dielectricElectronic,
        Double reward,
        Map<String, Double> decomposition,
        int referencePhases,
        String knownMaterial,
        int policyVersion,
        boolean substituted,
        Instant scoredAt) {

    /** Returns the row of a scored crystal, whether it is a discovery or not. */
    public static DiscoveryRow of(Scored scored) {
        CrystalRecord crystal = scored.getCandidate().getCrystal();
        return new DiscoveryRow(
                CandidateIds.text(scored.getCandidate().getId()),
                scored.getFormula(),
                ElementSet.of(crystal).elements().stream().map(Element::symbol).toList(),
                crystal.getSpaceGroup(),
                SpaceGroup.of(crystal.getSpaceGroup()).symbol(),
                occupation(crystal),
                Column.sites(crystal),
                scored.getEnergyAboveHullEvPerAtom(),
                scored.getJudgement() == null
                        ? null
                        : scored.getJudgement().getEnergyAboveHullEvPerAtom(),
                scored.getFormationEnergyEvPerAtom(),
                scored.getBandGapEv(),
                scored.getDielectricElectronic(),
                scored.getReward(),
                scored.getDecomposition(),
                scored.getReferencePhases(),
                scored.getKnownMaterial(),
                scored.getCandidate().getPolicyVersion(),
                scored.getCandidate().getSubstitution() != null,
                scored.getScoredAt());
    }

    /** Returns elements and Wyckoff letters, such as {@code Na a, Cl b}. */
    public static String occupation(CrystalRecord crystal) {
        return crystal.getSites().stream()
                .sorted(Comparator.comparing(SiteRecord::getWyckoff)
                        .thenComparing(SiteRecord::getElement))
                .map(site -> site.getElement() + " " + site.getWyckoff())
                .collect(Collectors.joining(", "));
    }
}
