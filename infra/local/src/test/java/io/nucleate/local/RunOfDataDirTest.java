package io.nucleate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nucleate.broker.LocalBroker;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CrystalRecord;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.LogProbRecord;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunEhull;
import io.nucleate.schemas.RunSettings;
import io.nucleate.schemas.RunStatus;
import io.nucleate.schemas.RunsTopic;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.TestRuns;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicAdmin;
import io.nucleate.schemas.WeightsArchive;

import org.apache.commons.codec.digest.DigestUtils;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The rows of the table of {@link RunOfDataDir}, on a real broker. */
@Timeout(180)
class RunOfDataDirTest {
    private static final byte[] WEIGHTS = {1, 2, 3};
    private static final byte[] OTHER_WEIGHTS = {4};

    /** A run whose settings are unlike those of releases without records. */
    private static final Run OF_TODAY = RunSettings.with(
            TestRuns.of("draft"),
            Map.of(
                    "learning.strata", "sites",
                    "learning.elementShareMax", "3",
                    "scoring.relaxation.stepsMax", "5",
                    "scoring.ehull.capEvPerAtom", "1",
                    "scoring.ehull.belowHullMaxEvPerAtom", "0.1"));

    @TempDir
    Path temp;

    private LocalBroker broker;
    private DataDir dataDir;
    private KafkaSettings kafka;

    @BeforeEach
    void start() {
        dataDir = DataDir.open(temp.resolve("data"));
        broker = LocalBroker.start(dataDir.broker(), 0);
        kafka = new KafkaSettings(broker.bootstrapServers());
        TopicAdmin.ensure(kafka, 1);
    }

    @AfterEach
    void stop() {
        broker.close();
        dataDir.close();
    }

    private Run open(Run draft, Map<String, String> asked) {
        return new RunOfDataDir(dataDir, new RunRequest(draft, asked, () -> WEIGHTS, false), kafka)
                .open(false);
    }

    private Run open(String draft, Map<String, String> asked) {
        return open(draft, asked, WEIGHTS, false, false);
    }

    private Run open(
            String draft,
            Map<String, String> asked,
            byte[] weights,
            boolean weightsAsked,
            boolean isNew) {
        Run run = Run.newBuilder(RunSettings.with(TestRuns.of(draft), asked))
                .setStartWeightsSha256(DigestUtils.sha256Hex(weights))
                .build();
        return new RunOfDataDir(
                        dataDir, new RunRequest(run, asked, () -> weights, weightsAsked), kafka)
                .open(isNew);
    }

    @Test
    void aNewDirectoryStartsTheRunThatWasAskedFor() {
        Run run = open("first", Map.of("reward", "fom", "seed", "9"));
        assertThat(run.getId()).isEqualTo("first");
        assertThat(run.getReward()).isEqualTo("fom");
        assertThat(dataDir.run()).contains(new DataDir.Run("first", 9));
        assertThat(new RunsTopic(kafka).all()).containsExactly(run);
        assertThat(WeightsArchive.read(kafka, "first", OptionalInt.of(0))
                        .chosen()
                        .orElseThrow()
                        .safetensors())
                .isEqualTo(WEIGHTS);
    }

    @Test
    void theNextStartGoesOnWithItsSettings() {
        Run first = open("first", Map.of("reward", "fom"));
        assertThat(open("second", Map.of())).isEqualTo(first);
        assertThat(open("second", Map.of("reward", "fom"), WEIGHTS, true, false))
                .as("what it has")
                .isEqualTo(first);
        assertThat(new RunsTopic(kafka).all()).containsExactly(first);
    }

    @Test
    void anotherRunIsRefusedWithEachDifferenceAndTheRemedies() {
        Run first = open("first", Map.of("seed", "9"));
        Map<String, String> asked = Map.of(
                "reward", "fom",
                "constraints", "formula=BaTiO3",
                "seed", "10",
                "learning.epochs", "3");
        assertThatThrownBy(() -> open("second", asked, OTHER_WEIGHTS, true, false))
                .isInstanceOf(RunMismatchException.class)
                .hasMessageContainingAll(
                        "run first in " + dataDir.path() + " is another one",
                        "reward is ehull, not fom",
                        "constraints is empty, not formula=BaTiO3",
                        "seed is 9, not 10",
                        "it started from other weights",
                        "--new-run",
                        "--data-dir")
                .hasMessageNotContaining("epochs");
        assertThat(new RunsTopic(kafka).all()).containsExactly(first);
        assertThat(dataDir.run()).contains(new DataDir.Run("first", 9));
    }

    @Test
    void aNewRunEndsTheOneBeforeAndTakesTheDirectory() {
        open("first", Map.of());
        Run second = open("second", Map.of("reward", "fom"), OTHER_WEIGHTS, true, true);
        assertThat(second.getId()).isEqualTo("second");
        assertThat(second.getReward()).isEqualTo("fom");
        assertThat(new RunsTopic(kafka).find("first").orElseThrow().getState())
                .isEqualTo(RunStatus.ENDED);
        assertThat(dataDir.run().orElseThrow().id()).isEqualTo("second");
        assertThat(open("third", Map.of())).isEqualTo(second);
    }

    @Test
    void aRunThatHasEndedIsRefused() {
        Run first = open("first", Map.of());
        new RunsTopic(kafka).change(first.getId(), RunStatus.ENDED, Instant.now());
        assertThatThrownBy(() -> open("second", Map.of()))
                .isInstanceOf(RunMismatchException.class)
                .hasMessageContainingAll("has ended", "--new-run");
    }

    /** Release 0.2 wrote no record, but its directory, weights and scores say what it is. */
    @Test
    void aRunOfAnEarlierReleaseGetsItsRecordFromWhatIsKnown() throws Exception {
        dataDir.replaceRun(new DataDir.Run("old", 5));
        Path learner = Files.createDirectories(dataDir.learner("old"));
        Files.write(learner.resolve("pretrained.safetensors"), OTHER_WEIGHTS);
        score("old", "2*ehull", "flat-1");
        Map<String, String> asked = Map.of("reward", "fom");
        assertThatThrownBy(() -> open(RunSettings.with(OF_TODAY, asked), asked))
                .isInstanceOf(RunMismatchException.class)
                .hasMessageContaining("reward is 2*ehull, not fom");
        Run adopted = open(OF_TODAY, Map.of());
        assertThat(adopted.getId()).isEqualTo("old");
        assertThat(adopted.getSeed()).isEqualTo(5);
        assertThat(adopted.getReward()).isEqualTo("2*ehull");
        assertThat(adopted.getPotential()).isEqualTo("flat-1");
        assertThat(adopted.getConstraints()).as("as that release drew").isEmpty();
        assertThat(adopted.getScoring().getEhull())
                .as("as that release scored")
                .isEqualTo(new RunEhull(2.0, 1.0, 0.5, "abstain", 0.0));
        assertThat(adopted.getScoring().getRelaxation().getStepsMax()).isZero();
        assertThat(adopted.getLearning().getStrata())
                .as("as that release learned")
                .isEqualTo("none");
        assertThat(adopted.getLearning().getElementShareMax()).isZero();
        assertThat(adopted.getStartWeightsSha256()).isEqualTo(DigestUtils.sha256Hex(OTHER_WEIGHTS));
        assertThat(new RunsTopic(kafka).all()).containsExactly(adopted);
        assertThat(WeightsArchive.read(kafka, "old", OptionalInt.empty()).versions())
                .as("no version 0 after what was published")
                .isEmpty();
    }

    private void score(String run, String reward, String potential) throws Exception {
        Candidate candidate = Candidate.newBuilder()
                .setId(new CandidateId(run, "generator", 0L))
                .setPolicyVersion(0)
                .setBehaviourLogProb(new LogProbRecord(0.0, 0.0, 0.0, 0.0))
                .setCrystal(
                        new CrystalRecord(1, List.of(4.0, 4.0, 4.0, 90.0, 90.0, 90.0), List.of()))
                .setSampledAt(Instant.EPOCH)
                .build();
        Scored scored = Scored.newBuilder()
                .setCandidate(candidate)
                .setFormula("NaCl")
                .setReward(-1.0)
                .setRewardName(reward)
                .setPotential(potential)
                .setHullReference("test@1")
                .setScorer("scorer")
                .setScoredAt(Instant.EPOCH)
                .build();
        try (var producer =
                kafka.connectProducer("test", io.nucleate.schemas.AvroSerde.of(Scored.class))) {
            producer.send(new ProducerRecord<>(
                            Topic.SCORED.topicName(), run + "/generator/0", scored))
                    .get();
        }
    }

    @Test
    void servicesOfEveryRunAreStartedAndThoseOfEndedRunsStopped() {
        RunsTopic topic = new RunsTopic(kafka);
        topic.put(TestRuns.of("one"));
        topic.put(Run.newBuilder(TestRuns.of("over")).setState(RunStatus.ENDED).build());
        List<String> done = new ArrayList<>();
        List<String> notices = new ArrayList<>();
        LocalRuns.Services services = new LocalRuns.Services() {
            @Override
            public void start(Run run) {
                done.add("start " + run.getId());
            }

            @Override
            public void stop(Run run) {
                done.add("stop " + run.getId());
            }
        };
        try (LocalRuns runs = new LocalRuns(kafka, services, notices::add)) {
            runs.start();
            assertThat(done).containsExactly("start one");
            topic.put(TestRuns.of("two"));
            topic.change("one", RunStatus.PAUSED, Instant.now());
            while (notices.isEmpty()) {
                runs.tick();
            }
            topic.change("one", RunStatus.RUNNING, Instant.now());
            topic.change("one", RunStatus.ENDED, Instant.now());
            while (done.size() < 3) {
                runs.tick();
            }
        }
        assertThat(done).containsExactly("start one", "start two", "stop one");
        assertThat(notices).contains("run one is paused", "run one is ended");
    }
}
