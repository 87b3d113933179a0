package io.nucleate.dashboard.view;

import io.nucleate.crystal.SpaceGroup;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.Scored;
import java.time.Instant;
import java.util.Map;

/**
 * A row of the table of best crystals; energies in eV/atom.
 *
 * @param id run/generator/sequence
 * @param symbol Hermann-Mauguin symbol of the space group
 * @param occupation elements and Wyckoff letters
 * @param decomposition atomic fractions of the competing phases, by formula
 * @param referencePhases known phases in its chemical system
 */
public record BestCrystal(
        String id,
        String formula,
        int spaceGroup,
        String symbol,
        String occupation,
        double energyAboveHullEvPerAtom,
        Double formationEnergyEvPerAtom,
        Map<String, Double> decomposition,
        int referencePhases,
        int policyVersion,
        Instant scoredAt) {

    static BestCrystal of(Scored scored) {
        CrystalSignature signature = CrystalSignature.of(scored);
        return new BestCrystal(
                idText(scored),
                signature.formula(),
                signature.spaceGroup(),
                SpaceGroup.of(signature.spaceGroup()).symbol(),
                signature.occupation(),
                scored.getEnergyAboveHullEvPerAtom(),
                scored.getFormationEnergyEvPerAtom(),
                scored.getDecomposition(),
                scored.getReferencePhases(),
                scored.getCandidate().getPolicyVersion(),
                scored.getScoredAt());
    }

    static String idText(Scored scored) {
        CandidateId id = scored.getCandidate().getId();
        return id.getRun() + "/" + id.getGenerator() + "/" + id.getSequence();
    }
}
