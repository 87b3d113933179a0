package io.nucleate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nucleate.broker.LocalBroker;
import io.nucleate.generator.GeneratorLoop;
import io.nucleate.generator.LoadedPolicy;
import io.nucleate.generator.Pace;
import io.nucleate.generator.SubstitutionSource;
import io.nucleate.learner.reinforcement.ReinforcementTraining;
import io.nucleate.learner.service.DirectoryStorage;
import io.nucleate.learner.service.LearnerDirectory;
import io.nucleate.learner.service.LearnerLoop;
import io.nucleate.learner.service.LearningRecords;
import io.nucleate.learner.service.ProgressTracker;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.TestPolicies;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Blocks;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.Host;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.LearningWindow;
import io.nucleate.schemas.PublishedWeights;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunElite;
import io.nucleate.schemas.RunLearning;
import io.nucleate.schemas.RunRepeats;
import io.nucleate.schemas.RunSampling;
import io.nucleate.schemas.RunStatus;
import io.nucleate.schemas.RunsTopic;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicAdmin;
import io.nucleate.schemas.WeightsArchive;
import io.nucleate.scorer.service.ScoringRecords;

import org.apache.commons.codec.digest.DigestUtils;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Two starts with the same seed on a real broker, one with one scorer, and one with two, with
 * restarts of everything and a learner that loses its disk: every version has the same bytes.
 */
@Timeout(300)
class DeterministicRunTest {
    private static final RunLearning LEARNING = new RunLearning(
            "nucleate",
            8,
            1,
            1e-2,
            0.2,
            1.0,
            0.01,
            2,
            2.0,
            0.98,
            10.0,
            new RunRepeats(20, 0.5),
            16,
            "variance",
            new RunElite(10, 0.2, 0.1),
            "sites",
            1.0,
            3.0,
            5.0);

    private static final RunSampling SAMPLING = new RunSampling(
            1.0, 1.0, null, null, null, 1.0, 8, 64, List.of("policy", "substitution"), 0.2);

    private static final int VERSIONS = 8;

    @TempDir
    Path directory;

    private byte[] weights;
    private KafkaSettings kafka;

    @Test
    void equalSeedsGiveEqualBytesOfEveryVersion() throws Exception {
        try (Policy policy = TestPolicies.tiny(1)) {
            weights = policy.toSafeTensors().toBytes();
        }
        try (LocalBroker broker = LocalBroker.start(directory.resolve("broker"), 0)) {
            kafka = new KafkaSettings(broker.bootstrapServers());
            TopicAdmin.ensure(kafka, 1);

            Run quiet = start("quiet");
            try (Loops loops = new Loops()) {
                loops.add(scorer(1));
                loops.add(generator(quiet));
                loops.add(learner(quiet, "quiet"));
                await("quiet", VERSIONS);
            }
            Run restless = start("restless");
            for (int part = 1; part <= 3; part++) {
                try (Loops loops = new Loops()) {
                    loops.add(scorer(2 * part));
                    loops.add(scorer(2 * part + 1));
                    loops.add(generator(restless));
                    loops.add(learner(restless, part < 3 ? "restless" : "another disk"));
                    await("restless", part * VERSIONS / 3);
                }
            }
            assertThat(hashes("restless"))
                    .doesNotHaveDuplicates()
                    .containsExactlyElementsOf(hashes("quiet"));
        }
    }

    private void await(String run, int version) throws InterruptedException {
        while (WeightsArchive.read(kafka, run, OptionalInt.of(version)).chosen().isEmpty()) {
            Thread.sleep(100);
        }
    }

    private List<String> hashes(String run) {
        List<String> hashes = new ArrayList<>();
        for (int version = 0; version <= VERSIONS; version++) {
            PublishedWeights published = WeightsArchive.read(kafka, run, OptionalInt.of(version))
                    .chosen()
                    .orElseThrow();
            hashes.add(published.manifest().getSha256());
        }
        return hashes;
    }

    private Run start(String id) {
        Run run = Run.newBuilder()
                .setId(id)
                .setState(RunStatus.RUNNING)
                .setReward("ehull")
                .setConstraints("")
                .setSeed(7)
                .setDeterministic(true)
                .setSampling(SAMPLING)
                .setLearning(LEARNING)
                .setScoring(ScoringRecords.standard())
                .setPotential("none")
                .setHullReference("none")
                .setStartWeightsSha256(DigestUtils.sha256Hex(weights))
                .setCodeVersion("")
                .setCreatedAt(Instant.EPOCH)
                .setChangedAt(Instant.EPOCH)
                .build();
        new RunsTopic(kafka).start(run, weights);
        return run;
    }

    private Loop generator(Run run) {
        GeneratorLoop loop = new GeneratorLoop(
                new GeneratorLoop.Identity(run.getId(), "generator", run.getSeed(), "", ""),
                () -> RunStatus.RUNNING,
                SamplingSettings.DEFAULT,
                SubstitutionSource.of(run.getSampling(), Constraints.NONE),
                LoadedPolicy.Loader.of(Constraints.NONE, Device.cpu()),
                Blocks.of(run),
                kafka,
                new Pace.Settings(8, 64, Duration.ofMinutes(10), Duration.ofMinutes(10)),
                Host.REAL,
                new SimpleMeterRegistry());
        return new Loop(loop, loop::stop);
    }

    private Loop learner(Run run, String disk) {
        LearnerLoop loop = new LearnerLoop(
                run,
                () -> RunStatus.RUNNING,
                new LearnerDirectory(new DirectoryStorage(directory.resolve(disk)), run.getId()),
                ReinforcementTraining.loader(
                        LearningRecords.reinforcement(LEARNING), Constraints.NONE, Device.cpu(), 1),
                Host.REAL,
                kafka,
                kafka.connectConsumer("learner"),
                new ProgressTracker(
                        run.getId(),
                        LearningWindow.size(LEARNING),
                        Duration.ofMinutes(10),
                        1000,
                        Instant.now()),
                new SimpleMeterRegistry());
        return new Loop(loop, loop::stop);
    }

    /** Fast and slow in turn, in an order of its own; a few come twice. */
    private Loop scorer(int number) {
        Random random = new Random(number);
        AtomicBoolean stopping = new AtomicBoolean();
        return new Loop(
                () -> {
                    try (ShareConsumer<String, byte[]> consumer =
                                    kafka.connectShareConsumer("scorer-" + number, 5);
                            Producer<String, Scored> producer = kafka.connectProducer(
                                    "scorer-" + number, AvroSerde.of(Scored.class))) {
                        consumer.subscribe(List.of(Topic.CANDIDATES.topicName()));
                        while (!stopping.get()) {
                            for (ConsumerRecord<String, byte[]> record :
                                    consumer.poll(Duration.ofMillis(100))) {
                                Thread.sleep(random.nextInt(20));
                                int times = random.nextInt(4) == 0 ? 2 : 1;
                                for (int i = 0; i < times; i++) {
                                    producer.send(new ProducerRecord<>(
                                                    Topic.SCORED.topicName(),
                                                    record.key(),
                                                    score(record.value())))
                                            .get();
                                }
                                consumer.acknowledge(record, AcknowledgeType.ACCEPT);
                            }
                        }
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                () -> stopping.set(true));
    }

    /** A pure function of the crystal; one in five has no reward. */
    private static Scored score(byte[] value) {
        Candidate candidate =
                AvroSerde.of(Candidate.class).deserialize(Topic.CANDIDATES.topicName(), value);
        int sites = candidate.getCrystal().getSites().size();
        return Scored.newBuilder()
                .setCandidate(candidate)
                .setFormula("X")
                .setReward(candidate.getCrystal().getSpaceGroup() % 5 == 0 ? null : -0.5 * sites)
                .setRewardWorst(-5.0)
                .setRewardName("test")
                .setPotential("none")
                .setHullReference("none")
                .setScorer("test")
                .setScoredAt(Instant.EPOCH)
                .build();
    }

    private record Loop(Runnable run, Runnable stop) {}

    /** Loops in threads of their own, until this is closed. */
    private static final class Loops implements AutoCloseable {
        private final List<Loop> loops = new ArrayList<>();
        private final List<Thread> threads = new ArrayList<>();
        private final List<Throwable> failures = new ArrayList<>();

        void add(Loop loop) {
            Thread thread = new Thread(loop.run());
            thread.setUncaughtExceptionHandler((ended, e) -> {
                synchronized (failures) {
                    failures.add(e);
                }
            });
            loops.add(loop);
            threads.add(thread);
            thread.start();
        }

        @Override
        public void close() throws InterruptedException {
            for (int i = 0; i < loops.size(); i++) {
                loops.get(i).stop().run();
                threads.get(i).join();
            }
            synchronized (failures) {
                assertThat(failures).isEmpty();
            }
        }
    }
}
