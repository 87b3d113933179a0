package io.nucleate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CrystalRecord;
import io.nucleate.schemas.JudgementRecord;
import io.nucleate.schemas.LogProbRecord;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.SiteRecord;
import io.nucleate.schemas.SubstitutionRecord;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

class RunStatisticsTest {
    private static final List<String> ELEMENTS = List.of("Na", "K", "Rb", "Cs");

    private final RunStatistics statistics = new RunStatistics("run", 0);

    @Test
    void eachCandidateCountsOnceInWhateverOrderAndHoweverOften() {
        List<Runnable> arrivals = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            Candidate candidate = candidate("run", i);
            arrivals.add(() -> statistics.accept(candidate));
            arrivals.add(() -> statistics.accept(scored(candidate, 0.2, List.of())));
            arrivals.add(() -> statistics.accept(scored(candidate, 0.2, List.of())));
            arrivals.add(() ->
                    statistics.accept(candidate("another run", candidate.getId().getSequence())));
        }
        Collections.shuffle(arrivals, new Random(1));
        arrivals.forEach(Runnable::run);

        RunStatistics.Snapshot end = statistics.snapshot();
        assertThat(end.candidates()).isEqualTo(2000);
        assertThat(end.scored()).isEqualTo(2000);
        assertThat(end.rejected()).isZero();
        assertThat(end.first().crystals()).isEqualTo(RunStatistics.WINDOW_MIN);
        assertThat(end.last().distinctFraction())
                .isEqualTo((double) ELEMENTS.size() / RunStatistics.WINDOW_MIN);
    }

    @Test
    void windowsAreTheFirstAndTheLastSampled() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(2));
        for (int i : order) {
            statistics.accept(scored(candidate("run", i), i < 500 ? 1.0 : 0.05, List.of()));
        }
        RunStatistics.Snapshot end = statistics.snapshot();
        assertThat(end.first().fractionNearHull()).isZero();
        assertThat(end.first().meanReward()).isEqualTo(-1.0, within(1e-12));
        assertThat(end.last().fractionNearHull()).isEqualTo(1.0);
        assertThat(end.last().medianEnergyAboveHullEvPerAtom()).isEqualTo(0.05);
    }

    @Test
    void gatedAndRejectedCrystalsAndThoseWithoutAnEnergyAreNotNearTheHull() {
        statistics.accept(scored(candidate("run", 0), 0.05, List.of()));
        statistics.accept(scored(candidate("run", 1), 0.05, List.of("single-element")));
        statistics.accept(scored(candidate("run", 2), null, List.of("too-short-distance")));
        statistics.accept(rejected(candidate("run", 3), "potential-failed"));
        RunStatistics.CrystalWindow window = statistics.snapshot().last();
        assertThat(window.crystals()).isEqualTo(4);
        assertThat(window.fractionNearHull()).isEqualTo(0.25);
        assertThat(window.medianEnergyAboveHullEvPerAtom()).isNull();
    }

    /** The windows tell what the policy has learned. */
    @Test
    void whatSubstitutionMadeIsCountedApart() {
        statistics.accept(scored(candidate("run", 0), 0.5, List.of()));
        List<Candidate> substituted =
                List.of(candidate("run", 1), candidate("run", 2), candidate("run", 3));
        substituted.forEach(candidate -> candidate.setSubstitution(
                new SubstitutionRecord("K", "elements", Map.of("K", "Na"))));
        statistics.accept(scored(substituted.get(0), 0.01, List.of()));
        statistics.accept(scored(substituted.get(1), 0.2, List.of()));
        statistics.accept(rejected(substituted.get(2), "not-finite"));
        RunStatistics.Snapshot end = statistics.snapshot();
        assertThat(end.candidates()).isEqualTo(4);
        assertThat(end.scored()).isEqualTo(3);
        assertThat(end.rejected()).isEqualTo(1);
        assertThat(end.substituted()).isEqualTo(2);
        assertThat(end.substitutedNearHull()).isEqualTo(1);
        RunStatistics resumed = new RunStatistics("run", 0);
        resumed.restore(statistics.state());
        assertThat(resumed.snapshot()).isEqualTo(end);
        assertThat(end.last().crystals()).isEqualTo(1);
        assertThat(end.last().fractionNearHull()).isZero();
    }

    /** A tenth of what the policy drew, also after a restart. */
    @Test
    void rejectedSubstitutionsDoNotWidenTheWindows() {
        for (int i = 0; i < 4000; i++) {
            statistics.accept(scored(candidate("run", i), 0.05, List.of()));
        }
        for (int i = 4000; i < 6000; i++) {
            Candidate substituted = candidate("run", i);
            substituted.setSubstitution(new SubstitutionRecord("K", "elements", Map.of("K", "Na")));
            statistics.accept(rejected(substituted, "not-finite"));
        }
        assertThat(statistics.snapshot().last().crystals()).isEqualTo(400);
        RunStatistics resumed = new RunStatistics("run", 0);
        resumed.restore(statistics.state());
        assertThat(resumed.snapshot()).isEqualTo(statistics.snapshot());
    }

    @Test
    void impossibleCrystalsAreOfTheirOwnKind() {
        for (int i = 0; i < 2; i++) {
            Candidate candidate = candidate("run", i);
            candidate.getCrystal().setSpaceGroup(231 + i);
            statistics.accept(rejected(candidate, "impossible-crystal"));
        }
        assertThat(statistics.snapshot().last().distinctFraction()).isEqualTo(1.0);
    }

    @Test
    void storedCountsGoOnWhereTheyStopped(@TempDir Path directory) throws Exception {
        for (int i = 0; i < 2000; i++) {
            statistics.accept(candidate("run", i));
        }
        for (int i = 0; i < 1500; i++) {
            statistics.accept(scored(candidate("run", i), 0.05, List.of()));
        }
        statistics.accept(rejected(candidate("run", 1500), "potential-failed"));
        statistics.accept(rejected(null, "undecodable"));
        StatisticsFile file = new StatisticsFile(directory.resolve("statistics.json"));
        assertThat(file.load("run")).isEmpty();
        file.save(new StatisticsFile.Stored(statistics.state(), Map.of("scored-0", 7L)));
        assertThat(file.load("another run")).isEmpty();

        RunStatistics resumed = new RunStatistics("run", 0);
        StatisticsFile.Stored stored = file.load("run").orElseThrow();
        resumed.restore(stored.statistics());
        assertThat(stored.offsets()).containsExactly(Map.entry("scored-0", 7L));
        assertThat(resumed.snapshot()).isEqualTo(statistics.snapshot());

        for (RunStatistics each : List.of(statistics, resumed)) {
            for (int i = 1400; i < 1900; i++) {
                each.accept(scored(candidate("run", i), 0.2, List.of()));
            }
        }
        assertThat(resumed.snapshot()).isEqualTo(statistics.snapshot());
        assertThat(resumed.snapshot().scored()).isEqualTo(1900);
    }

    @Test
    void damagedCountsAreCountedAgain(@TempDir Path directory) throws Exception {
        Path path = directory.resolve("statistics.json");
        Files.writeString(path, "{\"statistics\":{\"run\":");
        assertThat(new StatisticsFile(path).load("run")).isEmpty();
    }

    @Test
    void countsOfAReleaseThatCountedLessAreCountedAgain(@TempDir Path directory) throws Exception {
        Path path = directory.resolve("statistics.json");
        StatisticsFile file = new StatisticsFile(path);
        file.save(new StatisticsFile.Stored(statistics.state(), Map.of()));
        assertThat(file.load("run")).isPresent();
        Files.writeString(
                path, Files.readString(path).replaceFirst("\"substitutedNearHull\":0,", ""));
        assertThat(file.load("run")).isEmpty();
    }

    /** Four kinds: one known, one that the judge doubts, one too high, one that counts. */
    @Test
    void auditsCountKindsThatAreMetastableNovelAndConfirmed(@TempDir Path directory)
            throws Exception {
        RunStatistics audited = new RunStatistics("run", 1);
        for (int i = 0; i < 400; i++) {
            Scored audit = scored(candidate("run", i), i % 4 == 2 ? 0.2 : 0.05, List.of());
            audit.setKnownMaterial(i % 4 == 0 ? "mp-1" : null);
            audit.setJudgement(new JudgementRecord("judge", -1.0, i % 4 == 1 ? 0.15 : 0.01));
            audited.acceptAudit(audit);
            audited.acceptAudit(audit);
        }
        audited.accept(rejected(candidate("run", 400), "impossible-crystal"));
        RunStatistics.Snapshot end = audited.snapshot();
        assertThat(end.audited()).isEqualTo(401);
        assertThat(end.auditedFirst().crystals()).isEqualTo(100);
        assertThat(end.auditedFirst().msun()).isEqualTo(0.02);
        assertThat(end.auditedFirst().confirmedMsun()).isEqualTo(0.01);
        assertThat(end.auditedLast().meanSites()).isEqualTo(1);
        assertThat(end.scored()).isZero();

        StatisticsFile file = new StatisticsFile(directory.resolve("statistics.json"));
        file.save(new StatisticsFile.Stored(audited.state(), Map.of()));
        RunStatistics resumed = new RunStatistics("run", 1);
        resumed.restore(file.load("run").orElseThrow().statistics());
        assertThat(resumed.snapshot()).isEqualTo(end);
    }

    @Test
    void noAuditIsBothAmongTheFirstAndAmongTheLast() {
        RunStatistics audited = new RunStatistics("run", 1);
        for (int i = 0; i < 41; i++) {
            audited.acceptAudit(scored(candidate("run", i), i < 20 ? 0.05 : 0.2, List.of()));
        }
        RunStatistics.Snapshot end = audited.snapshot();
        assertThat(end.audited()).isEqualTo(41);
        assertThat(end.auditedFirst().crystals()).isEqualTo(20);
        assertThat(end.auditedFirst().msun()).isPositive();
        assertThat(end.auditedLast().crystals()).isEqualTo(20);
        assertThat(end.auditedLast().msun()).isZero();
    }

    @Test
    void undecodableRecordsAreCandidatesToo() {
        statistics.accept(rejected(null, "undecodable"));
        statistics.accept(rejected(null, "undecodable"));
        assertThat(statistics.snapshot().candidates()).isEqualTo(1);
        assertThat(statistics.snapshot().rejected()).isEqualTo(1);
    }

    private static Candidate candidate(String run, long sequence) {
        String element = ELEMENTS.get((int) (sequence % ELEMENTS.size()));
        return Candidate.newBuilder()
                .setId(new CandidateId(run, "generator", sequence))
                .setPolicyVersion(0)
                .setBehaviourLogProb(new LogProbRecord(0.0, 0.0, 0.0, 0.0))
                .setCrystal(new CrystalRecord(
                        229,
                        List.of(4.0, 4.0, 4.0, 90.0, 90.0, 90.0),
                        List.of(new SiteRecord(element, "a", 0.0, 0.0, 0.0))))
                .setSampledAt(Instant.ofEpochMilli(sequence))
                .build();
    }

    private static Scored scored(
            Candidate candidate, Double energyAboveHullEvPerAtom, List<String> gates) {
        return Scored.newBuilder()
                .setCandidate(candidate)
                .setFormula("Na")
                .setEnergyAboveHullEvPerAtom(energyAboveHullEvPerAtom)
                .setReward(energyAboveHullEvPerAtom == null ? null : -energyAboveHullEvPerAtom)
                .setRewardName("ehull")
                .setRewardTerms(Map.of())
                .setGates(gates)
                .setPotential("none")
                .setHullReference("none")
                .setScorer("scorer")
                .setScoredAt(Instant.EPOCH)
                .build();
    }

    private static Rejected rejected(Candidate candidate, String reason) {
        return Rejected.newBuilder()
                .setCandidate(candidate)
                .setSource("candidates-0@0")
                .setReason(reason)
                .setDetail("")
                .setDeliveries(1)
                .setScorer("scorer")
                .setRejectedAt(Instant.EPOCH)
                .build();
    }
}
