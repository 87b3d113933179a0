package io.nucleate.dashboard.view.crystal;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.WyckoffPosition;
import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.crystal.symmetry.SiteSymmetry;
import io.nucleate.dashboard.view.catalogue.DiscoveryRow;
import io.nucleate.evaluation.Charges;
import io.nucleate.policy.constraints.Template;
import io.nucleate.schemas.CrystalRecord;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.JudgementRecord;
import io.nucleate.schemas.RelaxationSummary;
import io.nucleate.schemas.Scored;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that is known of a scored crystal; numbers are null where they are not known.
 *
 * @param crystal crystal line of what was evaluated: relaxed, where the scorer relaxes
 * @param template its prototype, as conditions of a run name it
 * @param conventional structure line of its conventional cell
 * @param primitive structure line of a primitive cell, Minkowski reduced
 * @param bandGapUncertaintyEv standard deviation over the models of the ensemble
 * @param dielectricElectronicUncertainty likewise
 * @param judgement opinion of the second potential; null where none was asked
 * @param relaxation null where it was evaluated as it was sampled
 */
public record CrystalReport(
        DiscoveryRow row,
        ObjectNode crystal,
        List<WyckoffSite> wyckoff,
        String template,
        ObjectNode conventional,
        ObjectNode primitive,
        Double energyEvPerAtom,
        List<String> gates,
        String rewardName,
        Map<String, Double> rewardTerms,
        Double bandGapUncertaintyEv,
        Double dielectricElectronicUncertainty,
        Judged judgement,
        Relaxed relaxation,
        ChargeBalance chargeBalance,
        Provenance provenance) {

    /**
     * An occupied Wyckoff position.
     *
     * @param siteSymmetry crystal class of its sites, without orientation
     * @param xyz fractional coordinates of the representative
     * @param freeParameters those of x, y and z that symmetry leaves free
     */
    public record WyckoffSite(
            String element,
            String letter,
            int multiplicity,
            String siteSymmetry,
            double[] xyz,
            List<String> freeParameters) {}

    /** Energies under the judging potential. */
    public record Judged(
            String potential, double energyEvPerAtom, double energyAboveHullEvPerAtom) {}

    /**
     * What relaxation did.
     *
     * @param asSampled crystal line before it
     * @param latticeChangePercent of a, b, c and the volume
     */
    public record Relaxed(
            boolean converged,
            int steps,
            double forceMaxEvPerAngstrom,
            double stressMaxGpa,
            ObjectNode asSampled,
            double[] latticeChangePercent) {}

    /**
     * How charges balance, see {@link Charges}.
     *
     * @param states mean oxidation state by element; null where bond lengths give none
     */
    public record ChargeBalance(boolean balanced, Map<String, Double> states, boolean metal) {
        static ChargeBalance of(Charges charges) {
            Map<String, Double> states = new TreeMap<>();
            charges.states().forEach((element, state) -> states.put(element.symbol(), state));
            return new ChargeBalance(
                    charges.balanced(), states.isEmpty() ? null : states, charges.metal());
        }
    }

    /**
     * Reports on a crystal.
     *
     * @param place where it can be replayed
     */
    public static CrystalReport of(Scored scored, ReplayPlace place) {
        Crystal crystal = evaluated(scored);
        return new CrystalReport(
                DiscoveryRow.of(scored),
                CrystalJson.write(crystal),
                wyckoff(crystal),
                Template.of(crystal).toString(),
                CrystalJson.write(crystal.structure()),
                CrystalJson.write(crystal.primitiveStructure()),
                scored.getEnergyEvPerAtom(),
                scored.getGates(),
                scored.getRewardName(),
                scored.getRewardTerms(),
                scored.getBandGapUncertaintyEv(),
                scored.getDielectricElectronicUncertainty(),
                judged(scored.getJudgement()),
                relaxed(scored),
                ChargeBalance.of(Charges.of(crystal.primitiveStructure())),
                Provenance.of(scored, place));
    }

    /** Returns the crystal that the energies of a score belong to. */
    public static Crystal evaluated(Scored scored) {
        return CrystalRecords.read(CrystalRecords.evaluated(scored));
    }

    private static List<WyckoffSite> wyckoff(Crystal crystal) {
        List<WyckoffSite> sites = new ArrayList<>();
        for (Site site : crystal.sites()) {
            WyckoffPosition position = crystal.spaceGroup().position(site.wyckoff());
            List<String> free = new ArrayList<>();
            for (int axis = 0; axis < 3; axis++) {
                if (position.isFree(axis)) {
                    free.add("xyz".substring(axis, axis + 1));
                }
            }
            sites.add(new WyckoffSite(
                    site.element().symbol(),
                    String.valueOf(site.wyckoff()),
                    position.multiplicity(),
                    SiteSymmetry.of(crystal.spaceGroup(), position),
                    site.xyz(),
                    free));
        }
        return sites;
    }

    private static Judged judged(JudgementRecord judgement) {
        return judgement == null
                ? null
                : new Judged(
                        judgement.getPotential(),
                        judgement.getEnergyEvPerAtom(),
                        judgement.getEnergyAboveHullEvPerAtom());
    }

    private static Relaxed relaxed(Scored scored) {
        RelaxationSummary relaxation = scored.getRelaxation();
        if (relaxation == null) {
            return null;
        }
        CrystalRecord sampled = scored.getCandidate().getCrystal();
        return new Relaxed(
                relaxation.getConverged(),
                relaxation.getSteps(),
                relaxation.getForceMaxEvPerAngstrom(),
                relaxation.getStressMaxGpa(),
                CrystalJson.write(CrystalRecords.read(sampled)),
                changePercent(
                        CrystalRecords.read(sampled).lattice(),
                        CrystalRecords.read(relaxation.getCrystal()).lattice()));
    }

    private static double[] changePercent(Lattice before, Lattice after) {
        return new double[] {
            100 * (after.a() / before.a() - 1),
            100 * (after.b() / before.b() - 1),
            100 * (after.c() / before.c() - 1),
            100 * (after.volume() / before.volume() - 1)
        };
    }
}
