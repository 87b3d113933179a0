package io.nucleate.dashboard.view.crystal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.TestCrystals;
import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.dashboard.SimulatedRun;
import io.nucleate.dashboard.view.crystal.CrystalReport.WyckoffSite;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.JudgementRecord;
import io.nucleate.schemas.RelaxationSummary;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.SubstitutionRecord;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class CrystalReportTest {
    private static final ReplayPlace PLACE =
            new ReplayPlace("localhost:9092", Optional.of("/data/my run"));
    private static final Crystal SAMPLED = TestCrystals.rockSalt(Element.Na, Element.Cl, 5.6);
    private static final Crystal RELAXED = TestCrystals.rockSalt(Element.Na, Element.Cl, 5.712);

    private static Scored.Builder scored() {
        Candidate candidate = new SimulatedRun("run-1", 1).candidate(3, Instant.EPOCH);
        candidate.setCrystal(CrystalRecords.write(SAMPLED));
        return SimulatedRun.scored(candidate, Instant.EPOCH)
                .setFormula("NaCl")
                .setEnergyEvPerAtom(-3.4)
                .setEnergyAboveHullEvPerAtom(0.01)
                .setPotential("chgnet-0.3.0");
    }

    @Test
    void aRelaxedCrystalIsShownAfterAndBefore() {
        CrystalReport report = CrystalReport.of(
                scored().setRelaxation(new RelaxationSummary(
                                true, 7, 0.02, 0.1, CrystalRecords.write(RELAXED)))
                        .setJudgement(new JudgementRecord("SevenNet-0", -3.5, 0.02))
                        .build(),
                PLACE);
        assertThat(report.crystal()).isEqualTo(CrystalJson.write(RELAXED));
        assertThat(CrystalJson.readStructure(report.conventional()).atomCount()).isEqualTo(8);
        assertThat(CrystalJson.readStructure(report.primitive()).atomCount()).isEqualTo(2);
        assertThat(report.relaxation().asSampled()).isEqualTo(CrystalJson.write(SAMPLED));
        double[] change = report.relaxation().latticeChangePercent();
        assertThat(change[0]).isCloseTo(2, within(1e-9));
        assertThat(change[3]).isCloseTo(100 * (Math.pow(1.02, 3) - 1), within(1e-9));
        assertThat(report.judgement().energyAboveHullEvPerAtom()).isEqualTo(0.02);
        assertThat(report.chargeBalance().states()).isEqualTo(Map.of("Na", 1.0, "Cl", -1.0));
        assertThat(report.row().id()).isEqualTo("run-1/generator-1/0");
    }

    @Test
    void whatWasNotAskedForIsNull() {
        CrystalReport report = CrystalReport.of(scored().build(), PLACE);
        assertThat(report.crystal()).isEqualTo(CrystalJson.write(SAMPLED));
        assertThat(report.relaxation()).isNull();
        assertThat(report.judgement()).isNull();
        assertThat(report.provenance().substitution()).isNull();
    }

    @Test
    void sitesHaveTheirSymmetryAndTheirFreedom() {
        Candidate candidate = new SimulatedRun("run-1", 1).candidate(3, Instant.EPOCH);
        candidate.setCrystal(CrystalRecords.write(CrystalJson.readCrystal(CrystalJson.parse(
                """
                        {"space_group":62,"lattice":[5.4,7.6,5.3,90,90,90],"sites":[
                        {"element":"Ti","wyckoff":"b","xyz":[0,0,0.5]},
                        {"element":"Ca","wyckoff":"c","xyz":[0.03,0.25,0.99]},
                        {"element":"O","wyckoff":"c","xyz":[0.48,0.25,0.07]},
                        {"element":"O","wyckoff":"d","xyz":[0.29,0.04,0.71]}]}
                        """
                        .replace("\n", "")))));
        List<WyckoffSite> sites = CrystalReport.of(
                        SimulatedRun.scored(candidate, Instant.EPOCH)
                                .setFormula("CaTiO3")
                                .build(),
                        PLACE)
                .wyckoff();
        assertThat(sites.stream().map(WyckoffSite::siteSymmetry))
                .containsExactly("-1", "m", "m", "1");
        assertThat(sites.stream().map(WyckoffSite::multiplicity)).containsExactly(4, 4, 4, 8);
        assertThat(sites.stream().map(WyckoffSite::freeParameters))
                .containsExactly(
                        List.of(), List.of("x", "z"), List.of("x", "z"), List.of("x", "y", "z"));
    }

    @Test
    void commandsReplayIt() {
        Provenance provenance = CrystalReport.of(scored().build(), PLACE).provenance();
        assertThat(provenance.replay())
                .isEqualTo("./nucleate replay --bootstrap-servers localhost:9092"
                        + " run-1/generator-1/0");
        assertThat(provenance.replayWhenStopped())
                .isEqualTo("./nucleate replay '/data/my run' run-1/generator-1/0");
        assertThat(new ReplayPlace("k:1", Optional.empty())
                        .commandWhenStopped("a/b/1", "chgnet-0.3.0"))
                .isEmpty();
        assertThat(PLACE.command("a/b/1", "sevennet-l3i5-12Dec2024"))
                .endsWith(" --potential sevennet-l3i5 a/b/1");
        assertThat(PLACE.command("a/b/1", "mine-1")).contains("--potential MODEL_CARD.json");
    }

    @Test
    void substitutionSaysWhatItExchanged() {
        Candidate candidate = new SimulatedRun("run-1", 1).candidate(3, Instant.EPOCH);
        candidate.setSubstitution(new SubstitutionRecord("LiCl", "elements", Map.of("Li", "Na")));
        Provenance provenance = CrystalReport.of(
                        SimulatedRun.scored(candidate, Instant.EPOCH)
                                .setFormula("NaCl")
                                .build(),
                        PLACE)
                .provenance();
        assertThat(provenance.substitution().replacements()).isEqualTo(Map.of("Li", "Na"));
    }
}
