package io.nucleate.dashboard.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.dashboard.SimulatedRun;
import io.nucleate.dashboard.view.AuditWindow;
import io.nucleate.dashboard.view.BestCrystal;
import io.nucleate.dashboard.view.RunReport;
import io.nucleate.dashboard.view.RunSummary;
import io.nucleate.dashboard.view.VersionSeries;
import io.nucleate.dashboard.view.catalogue.Discoveries;
import io.nucleate.dashboard.view.health.HealthBoard;
import io.nucleate.schemas.AuditSample;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.JudgementRecord;
import io.nucleate.schemas.PolicyUpdate;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.SubstitutionRecord;
import io.nucleate.schemas.TestRuns;
import io.nucleate.schemas.Topic;

import org.apache.avro.message.MissingSchemaException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.stream.IntStream;

/** Records in, report out. */
class DashboardTopologyTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant NOW = START.plusSeconds(60);

    @TempDir
    Path directory;

    private final SimulatedRun run = new SimulatedRun("run", 1);
    private final Discoveries discoveries = new Discoveries(1);
    private final HealthBoard board = new HealthBoard();
    private TopologyTestDriver driver;

    @BeforeEach
    void start() {
        Properties settings = DashboardStreams.topologySettings();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        driver = new TopologyTestDriver(
                DashboardTopology.build(4, discoveries, board), settings, START);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void nothingYetIsWaitingAndNotAnError() {
        RunSummary summary = report(Optional.empty()).summary();
        assertThat(summary.phase()).isEqualTo(RunSummary.RunPhase.WAITING);
        assertThat(summary.run()).isNull();
        assertThat(report(Optional.empty()).versions(0).rows()).isEmpty();
        assertThat(report(Optional.empty()).best(20)).isEmpty();
        assertThat(report(Optional.of("configured")).summary().run()).isEqualTo("configured");
    }

    @Test
    void duplicatesCountOnceWheneverTheyCome() {
        List<Scored> scores = scores(100, 0);
        for (Scored scored : scores) {
            send(scored);
        }
        List<Scored> again = new ArrayList<>(scores);
        Collections.shuffle(again, new Random(2));
        again.forEach(this::send);
        RunSummary summary = report().summary();
        assertThat(summary.totals().scored()).isEqualTo(100);
        assertThat(summary.totals().duplicates()).isEqualTo(100);
        assertThat(report().versions(0).rows())
                .singleElement()
                .satisfies(row -> assertThat(row.crystals()).isEqualTo(100));
    }

    /** A version of the policy is judged by what the policy drew. */
    @Test
    void whatSubstitutionMadeIsCountedApartAndMayBeAmongTheBest() {
        List<Scored> scores = scores(20, 0);
        VersionSeries.Row without;
        scores.subList(0, 10).forEach(this::send);
        without = report().versions(0).rows().get(0);
        for (Scored scored : scores.subList(10, 20)) {
            scored.getCandidate()
                    .setSubstitution(
                            new SubstitutionRecord("NaCl", "elements", Map.of("Cl", "Br")));
            send(scored);
        }
        RunSummary summary = report().summary();
        assertThat(summary.totals().scored()).isEqualTo(20);
        assertThat(summary.totals().substituted()).isEqualTo(10);
        assertThat(report().versions(0).rows()).containsExactly(without);
        assertThat(report().best(20)).extracting(BestCrystal::substituted).contains(true, false);
    }

    @Test
    void rubbishIsLeftOutButARecordOfANewerReleaseIsNot() {
        TestInputTopic<String, byte[]> scored = driver.createInputTopic(
                Topic.SCORED.topicName(), new StringSerializer(), new ByteArraySerializer());
        scored.pipeInput("rubbish", new byte[] {1, 2, 3});
        Scored score = scores(1, 0).get(0);
        send(score);
        assertThat(report().summary().totals().scored()).isOne();
        byte[] newer = AvroSerde.of(Scored.class).serialize(Topic.SCORED.topicName(), score);
        newer[5] ^= 1; // a byte of the schema's fingerprint
        assertThatThrownBy(() -> scored.pipeInput("newer", newer))
                .hasRootCauseInstanceOf(MissingSchemaException.class)
                .hasStackTraceContaining("newer release");
    }

    /** Its crystal cannot be read, which is noticed after the first statistics have changed. */
    @Test
    void aRecordThatCannotBeCountedIsNotCountedInPart() {
        Scored scored = scores(1, 0).get(0);
        Scored broken = Scored.newBuilder(scored).build();
        broken.getCandidate().getCrystal().setSpaceGroup(231);
        send(broken);
        send(scored);
        RunSummary summary = report().summary();
        assertThat(summary.totals().scored()).isOne();
        assertThat(summary.totals().duplicates()).isZero();
        assertThat(report().versions(0).rows())
                .singleElement()
                .satisfies(row -> assertThat(row.crystals()).isOne());
    }

    @Test
    void orderDoesNotMatter() {
        List<Scored> scores = new ArrayList<>(scores(200, 0));
        scores.addAll(scores(200, 1));
        scores.addAll(scores(200, 5));
        Collections.shuffle(scores, new Random(3));
        scores.forEach(this::send);
        VersionSeries series = report().versions(0);
        assertThat(series.rows()).extracting(VersionSeries.Row::version).containsExactly(0, 1, 5);
        for (VersionSeries.Row row : series.rows()) {
            List<Scored> ofVersion = scores.stream()
                    .filter(scored -> scored.getCandidate().getPolicyVersion() == row.version())
                    .toList();
            assertThat(row.crystals()).isEqualTo(200);
            assertThat(row.meanReward())
                    .isCloseTo(
                            ofVersion.stream()
                                    .filter(scored -> scored.getReward() != null)
                                    .mapToDouble(Scored::getReward)
                                    .average()
                                    .getAsDouble(),
                            within(1e-9));
            assertThat(row.fractionBelowTenth())
                    .isEqualTo(ofVersion.stream()
                                    .filter(scored -> scored.getGates().isEmpty()
                                            && scored.getEnergyAboveHullEvPerAtom() < 0.1)
                                    .count()
                            / 200.0);
        }
        assertThat(report().versions(4).rows())
                .extracting(VersionSeries.Row::version)
                .containsExactly(5);
    }

    @Test
    void abstainedAndStoppedCrystalsCountWithoutLeading() {
        Scored stopped = score(0).setGates(List.of("single-element"))
                .setReward(-2.0)
                .setEnergyAboveHullEvPerAtom(-0.5)
                .build();
        Scored sparse = score(0).setGates(List.of("sparse-reference"))
                .setEnergyAboveHullEvPerAtom(-0.3)
                .build();
        Scored good =
                score(0).setReward(-0.05).setEnergyAboveHullEvPerAtom(0.05).build();
        for (Scored scored : List.of(stopped, sparse, good)) {
            send(scored);
        }
        RunSummary summary = report().summary();
        assertThat(summary.totals().gated()).isEqualTo(2);
        assertThat(summary.totals().abstained()).isEqualTo(1);
        assertThat(summary.gates()).containsOnlyKeys("single-element", "sparse-reference");
        assertThat(summary.recent().fractionBelowTenth()).isEqualTo(1 / 3.0);
        assertThat(summary.recent().meanReward()).isCloseTo(-1.025, within(1e-12));
        assertThat(summary.recent().medianEvPerAtom())
                .as("two of three are infinitely far")
                .isNull();
        assertThat(report().best(20))
                .extracting(BestCrystal::energyAboveHullEvPerAtom)
                .containsExactly(0.05);
    }

    /** A version has few audits: its row tells of a window that ends with it. */
    @Test
    void auditsAreTakenTogetherWithThoseBefore() {
        List<Scored> audits = new ArrayList<>();
        for (int version = 0; version < 80; version++) {
            double energy = version < 40 ? 0.5 : 0.05;
            for (double judged : new double[] {0.05, 0.2}) {
                send(run.score(run.candidate(version, START), NOW));
                audits.add(score(version)
                        .setEnergyAboveHullEvPerAtom(energy)
                        .setJudgement(new JudgementRecord("SevenNet", -4.0, judged))
                        .build());
            }
        }
        for (Scored audit : audits) {
            send(Topic.AUDITS, audit);
            send(Topic.AUDITS, audit);
        }
        List<VersionSeries.Row> rows = report().versions(0).rows();
        assertThat(rows.get(39).audit().crystals()).isEqualTo(80);
        assertThat(rows.get(39).audit().msun().count()).isZero();
        AuditWindow window = rows.get(69).audit();
        assertThat(List.of(window.fromVersion(), window.toVersion())).containsExactly(20, 69);
        assertThat(window.crystals()).isEqualTo(100);
        assertThat(window.msun().count()).isEqualTo(kinds(audits, 40, 69, 1));
        assertThat(window.confirmedMsun().count()).isEqualTo(kinds(audits, 40, 69, 2));
        assertThat(report().versions(69).rows().get(0)).isEqualTo(rows.get(69));
        RunSummary summary = report().summary();
        assertThat(summary.auditedFirst().toVersion()).isEqualTo(49);
        assertThat(summary.auditedRecent().fromVersion()).isEqualTo(30);
        assertThat(summary.auditedRecent()).isEqualTo(rows.get(79).audit());
    }

    /** Counts kinds of crystals in the audits of some versions, taking each so many'th. */
    private static long kinds(List<Scored> audits, int from, int to, int step) {
        return IntStream.range(0, audits.size())
                .filter(i -> i % step == 0 && i / 2 >= from && i / 2 <= to)
                .mapToObj(i -> CrystalRecords.protostructure(
                        audits.get(i).getCandidate().getCrystal()))
                .distinct()
                .count();
    }

    @Test
    void whatCouldNotBeScoredFailsTheAuditThatItWouldHaveHad() {
        double share = 0.1;
        Run record = TestRuns.of("run");
        record.getScoring().setAuditShare(share);
        send(Topic.RUNS, record.getId(), record);
        send(run.score(run.candidate(0, START), NOW));
        List<Candidate> rejected =
                IntStream.range(0, 300).mapToObj(i -> run.candidate(0, START)).toList();
        rejected.forEach(candidate -> send(Topic.REJECTED, SimulatedRun.reject(candidate, NOW)));
        long failed = rejected.stream()
                .filter(candidate -> AuditSample.holds(candidate, share))
                .count();
        assertThat(report().summary().auditedRecent().crystals()).isPositive().isEqualTo(failed);
    }

    @Test
    void rowsTellOfGuardsAndOfWhatIsNew() {
        send(score(3).setGates(List.of("single-element")).build());
        send(score(3).setEnergyAboveHullEvPerAtom(0.01).build());
        send(score(3).setEnergyAboveHullEvPerAtom(0.01).setKnownMaterial("mp-1").build());
        send(score(4).setEnergyAboveHullEvPerAtom(3.0).build());
        List<VersionSeries.Row> rows = report().versions(0).rows();
        assertThat(rows.get(0).gates()).isEqualTo(Map.of("single-element", 1L));
        assertThat(rows).extracting(VersionSeries.Row::fractionNew).containsExactly(0.5, null);
    }

    /**
     * A scorer that dies between publishing and acknowledging leaves a candidate to another one.
     */
    @Test
    void aCandidateHasOneFateWhicheverComesFirst() {
        Scored scored = scores(1, 0).get(0);
        send(scored);
        send(Topic.REJECTED, SimulatedRun.reject(scored.getCandidate(), NOW));
        Candidate other = run.candidate(0, START);
        send(Topic.REJECTED, SimulatedRun.reject(other, NOW));
        send(run.score(other, NOW));
        RunSummary summary = report().summary();
        assertThat(summary.totals().scored()).isOne();
        assertThat(summary.totals().rejected()).isOne();
        assertThat(summary.totals().duplicates()).isEqualTo(2);
    }

    @Test
    void rejectedCandidatesCountByReasonOnce() {
        Candidate candidate = run.candidate(0, START);
        send(Topic.CANDIDATES, candidate);
        Rejected rejected = SimulatedRun.reject(candidate, NOW);
        Rejected undecodable = Rejected.newBuilder(rejected)
                .setCandidate(null)
                .setSource("candidates-3@17")
                .setReason("undecodable")
                .build();
        for (Rejected record : List.of(rejected, undecodable, rejected, undecodable)) {
            send(Topic.REJECTED, record);
        }
        RunSummary summary = report().summary();
        assertThat(summary.phase()).isEqualTo(RunSummary.RunPhase.WAITING);
        assertThat(summary.rejections()).containsOnlyKeys("potential-failed", "undecodable");
        assertThat(summary.totals().rejected()).isEqualTo(2);
    }

    @Test
    void updatesCountOnceAndStandBesideTheirVersion() {
        send(run.candidate(1, START));
        scores(10, 1).forEach(this::send);
        PolicyUpdate update = run.update(1, 128, NOW);
        send(Topic.UPDATES, update);
        send(Topic.UPDATES, update);
        send(Topic.UPDATES, run.update(9, 256, NOW));
        RunSummary summary = report().summary();
        assertThat(summary.version()).isEqualTo(9);
        assertThat(summary.totals().staleDropped()).isEqualTo(4);
        assertThat(report().versions(0).rows()).singleElement().satisfies(row -> assertThat(
                        row.learner().klToPretrained())
                .isEqualTo(update.getKlToPretrained()));
    }

    @Test
    void bestAreSortedAndEachSignatureOnce() {
        List<Scored> scores = scores(400, 200);
        scores.forEach(this::send);
        Scored known = scores.stream()
                .filter(scored -> scored.getGates().isEmpty() && scored.getReward() != null)
                .findFirst()
                .orElseThrow();
        Scored better = Scored.newBuilder(known)
                .setCandidate(Candidate.newBuilder(run.candidate(201, START))
                        .setCrystal(known.getCandidate().getCrystal())
                        .build())
                .setEnergyAboveHullEvPerAtom(-0.9)
                .build();
        send(better);
        List<BestCrystal> best = report().best(50);
        assertThat(best).hasSize(50).first().satisfies(row -> assertThat(row.policyVersion())
                .isEqualTo(201));
        assertThat(best).extracting(BestCrystal::energyAboveHullEvPerAtom).isSorted();
        assertThat(best)
                .extracting(row -> row.formula() + row.spaceGroup() + row.occupation())
                .doesNotHaveDuplicates();
        assertThat(report().crystal(best.get(0).id())).contains(better);
        assertThat(report().crystal("run/other/1")).isEmpty();
    }

    @Test
    void windowsHoldEnoughCrystalsFromBothEnds() {
        for (int version = 0; version < 40; version++) {
            scores(60, version).forEach(this::send);
        }
        RunSummary summary = report().summary();
        assertThat(summary.first().fromVersion()).isZero();
        assertThat(summary.first().toVersion()).isEqualTo(4);
        assertThat(summary.recent().fromVersion()).isEqualTo(35);
        assertThat(summary.recent().toVersion()).isEqualTo(39);
        assertThat(summary.recent().crystals()).isEqualTo(300);
        assertThat(summary.recent().meanReward()).isGreaterThan(summary.first().meanReward());
    }

    @Test
    void longRunsAreThinned() {
        for (int version = 0; version < 2000; version += 3) {
            send(score(version).setReward(-1.0).build());
        }
        VersionSeries series = report().versions(0);
        assertThat(series.versionsPerRow()).isEqualTo(4);
        assertThat(series.rows()).hasSize(500).allSatisfy(row -> assertThat(row.version() % 4)
                .isZero());
        assertThat(series.rows().stream().mapToLong(VersionSeries.Row::crystals).sum())
                .isEqualTo(667);
        assertThat(report().versions(1998).rows())
                .extracting(VersionSeries.Row::version)
                .containsExactly(1996);
    }

    @Test
    void theRunActiveLastIsShownUnlessOneIsChosen() {
        scores(5, 0).forEach(this::send);
        SimulatedRun later = new SimulatedRun("later", 2);
        send(later.score(later.candidate(0, NOW), NOW.plusSeconds(1)));
        assertThat(report().summary().run()).isEqualTo("later");
        assertThat(report(Optional.of("run")).summary().totals().scored()).isEqualTo(5);
        assertThat(report(Optional.of("run")).best(9))
                .allSatisfy(row -> assertThat(row.id()).startsWith("run/"));
    }

    @Test
    void impossibleQuestionsAreRefused() {
        assertThatThrownBy(() -> report().versions(-1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> report().best(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private List<Scored> scores(int count, int version) {
        List<Scored> scores = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            scores.add(run.score(run.candidate(version, START), NOW));
        }
        return scores;
    }

    private Scored.Builder score(int version) {
        return SimulatedRun.scored(run.candidate(version, START), NOW);
    }

    private void send(Candidate candidate) {
        send(Topic.CANDIDATES, candidate);
    }

    private void send(Scored scored) {
        send(Topic.SCORED, scored);
    }

    private <T extends SpecificRecord> void send(Topic topic, T value) {
        send(topic, "key", value);
    }

    private <T extends SpecificRecord> void send(Topic topic, String key, T value) {
        @SuppressWarnings("unchecked")
        AvroSerde<T> serde = (AvroSerde<T>) AvroSerde.of(topic.recordType());
        TestInputTopic<String, T> input =
                driver.createInputTopic(topic.topicName(), new StringSerializer(), serde);
        input.pipeInput(key, value);
    }

    private RunReport report() {
        return report(Optional.empty());
    }

    private RunReport report(Optional<String> followed) {
        StreamsRunState.Partitions partitions = new StreamsRunState.Partitions() {
            @Override
            public <V> ReadOnlyKeyValueStore<String, V> store(String name) {
                return driver.getKeyValueStore(name);
            }
        };
        return new RunReport(
                new StreamsRunState(partitions, () -> discoveries),
                followed,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }
}
