package io.nucleate.scorer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nucleate.energy.FlatPotential;
import io.nucleate.schemas.AnyRecordSerializer;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.Host;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.ScorerGroup;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicPartitions;
import io.nucleate.scorer.FlatScorer;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Tests the loop with a real broker. */
class ScorerLoopTest extends BrokerTest {
    /**
     * Longest wait for a condition. It is long, because the machine may have other things to do.
     */
    private static final Duration WAIT = Duration.ofMinutes(4);

    /**
     * Lock of a record. A third of it passes before a renewal, which may then be late by the rest.
     */
    private static final Duration LOCK = Duration.ofSeconds(8);

    /** Largest number of candidates that a scorer has in hand. */
    private static final int IN_HAND = 16;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void shortenLock() throws Exception {
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, ScorerGroup.ID);
        ConfigEntry lock =
                new ConfigEntry("share.record.lock.duration.ms", Long.toString(LOCK.toMillis()));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(
                            group, List.of(new AlterConfigOp(lock, AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    static KafkaShareConsumer<String, byte[]> shareConsumer(KafkaSettings kafka, String name) {
        return new KafkaShareConsumer<>(
                kafka.shareConsumer(name, IN_HAND),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    private Scoring scoring(FlatPotential potential) {
        return new Scoring(
                kafka,
                "scorer",
                Scoring.Tools.of(FlatScorer.of(potential).scorer()),
                FlatScorer.BY_EHULL,
                new Scoring.Limits(IN_HAND, Duration.ofMinutes(1)),
                registry);
    }

    /** Scores until a condition holds. */
    private void scoreUntil(FlatPotential potential, Runnable awaited) throws InterruptedException {
        Scoring scoring = scoring(potential);
        Thread thread = new Thread(scoring, "scoring");
        thread.start();
        awaited.run();
        scoring.stop();
        join(thread);
    }

    private static void join(Thread thread) throws InterruptedException {
        thread.join(WAIT.toMillis());
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
    }

    private double counted(String counter, String... tags) {
        return registry.counter("nucleate.scorer." + counter, tags).count();
    }

    /** Publishes values to all partitions in turn, as one batch for each partition. */
    private void publish(List<byte[]> values) throws Exception {
        Map<String, Object> settings = kafka.producer("test");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 10_000);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            List<Future<?>> sent = new ArrayList<>(values.size());
            for (int i = 0; i < values.size(); i++) {
                int partition = i % Topic.CANDIDATES.partitions();
                sent.add(producer.send(new ProducerRecord<>(
                        Topic.CANDIDATES.topicName(), partition, null, values.get(i))));
            }
            producer.flush();
            for (Future<?> each : sent) {
                each.get();
            }
        }
    }

    private static List<byte[]> salts(int count) {
        return LongStream.range(0, count)
                .mapToObj(sequence -> encode(Candidates.rockSalt(sequence, "Na", "Cl")))
                .toList();
    }

    private static byte[] encode(Candidate candidate) {
        return Candidates.SERDE.serialize(Topic.CANDIDATES.topicName(), candidate);
    }

    /** Reads a topic until it has a number of records. */
    private <T extends org.apache.avro.specific.SpecificRecord> List<T> read(
            Topic topic, Class<T> type, Predicate<List<T>> enough) {
        List<T> read = new ArrayList<>();
        long deadline = System.nanoTime() + WAIT.toNanos();
        try (KafkaConsumer<String, T> consumer = new KafkaConsumer<>(
                kafka.consumer("test"), new StringDeserializer(), AvroSerde.of(type))) {
            TopicPartitions.assignFromBeginning(consumer, topic);
            while (!enough.test(read) && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> read.add(record.value()));
            }
        }
        return read;
    }

    private static Map<Long, Long> timesScored(List<Scored> scored) {
        return scored.stream()
                .collect(Collectors.groupingBy(
                        score -> score.getCandidate().getId().getSequence(),
                        Collectors.counting()));
    }

    private List<Scored> scored(int distinct) {
        return read(Topic.SCORED, Scored.class, read -> timesScored(read).size() >= distinct);
    }

    private List<Rejected> rejected(int count) {
        return read(Topic.REJECTED, Rejected.class, read -> read.size() >= count);
    }

    private void assertEachScoredOnce(int count) {
        assertThat(timesScored(scored(count)))
                .hasSize(count)
                .allSatisfy((sequence, times) -> assertThat(times).isOne());
    }

    @Test
    void everyCandidateIsScoredOnceOrRejectedWithItsReason() throws Exception {
        List<byte[]> values = new ArrayList<>(salts(100));
        values.add(20, new byte[] {1, 2, 3});
        values.add(40, encode(Candidates.rockSalt(1000, "Na", "Xe")));
        values.add(60, encode(Candidates.rockSalt(1001, "Na", "Ne")));
        values.add(80, encode(Candidates.rockSalt(1002, "Na", "Kr")));
        publish(values);
        scoreUntil(new FlatPotential(-1.7), () -> {
            rejected(4);
            scored(100);
        });
        assertThat(rejected(4))
                .extracting(Rejected::getReason)
                .containsExactlyInAnyOrder(
                        "undecodable", "unpriceable", "not-finite", "potential-failed");
        assertEachScoredOnce(100);
        assertThat(counted("scored")).isEqualTo(100);
        assertThat(counted("energies")).isEqualTo(100);
        assertThat(counted("rejected", "reason", "potential-failed")).isOne();
        assertThat(counted("rejected", "reason", "not-finite")).isOne();
        assertThat(counted("released")).as("four more tries for xenon").isEqualTo(4);
        assertThat(counted("redelivered")).isEqualTo(4);
        assertThat(counted("split")).as("the batch that xenon was in").isPositive();
    }

    @Test
    void aBatchThatTakesLongerThanTheLockIsScoredOnce() throws Exception {
        publish(salts(20));
        long start = System.nanoTime();
        scoreUntil(
                new FlatPotential(
                        -1.7,
                        structures ->
                                await(() -> System.nanoTime() - start > LOCK.toNanos() * 3 / 2)),
                () -> scored(20));
        assertEachScoredOnce(20);
        assertThat(counted("renewed")).isPositive();
        assertThat(counted("redelivered")).isZero();
        assertThat(counted("unacknowledged")).isZero();
    }

    @Test
    void aCandidateOnWhichThePotentialHangsIsRejected() throws Exception {
        List<byte[]> values = new ArrayList<>(salts(20));
        values.add(5, encode(Candidates.rockSalt(1000, "Na", "Xe")));
        publish(values);
        assertThat(runPoisonedScorer(PoisonedScorer.Effect.HANG))
                .as("hangs among others")
                .isOne();
        assertThat(runPoisonedScorer(PoisonedScorer.Effect.HANG))
                .as("hangs alone")
                .isOne();
        scoreUntil(new FlatPotential(-1.7), () -> scored(20));
        assertThat(rejected(1)).singleElement().satisfies(rejected -> {
            assertThat(rejected.getReason()).isEqualTo("deadline");
            assertThat(rejected.getDeliveries()).isEqualTo(2);
            assertThat(rejected.getCandidate().getId().getSequence()).isEqualTo(1000);
        });
        assertEachScoredOnce(20);
    }

    @Test
    void aCandidateThatKillsItsScorersIsRejectedAndNoOther() throws Exception {
        publish(List.of(encode(Candidates.rockSalt(1000, "Na", "Xe"))));
        giveBack(ScorerGroup.DELIVERY_LIMIT - 1);
        publish(salts(20));
        assertThat(runPoisonedScorer(PoisonedScorer.Effect.KILL)).isEqualTo(PoisonedScorer.KILLED);
        scoreUntil(new FlatPotential(-1.7), () -> {
            rejected(1);
            scored(20);
        });
        assertThat(rejected(1)).singleElement().satisfies(rejected -> {
            assertThat(rejected.getReason()).isEqualTo("delivery-limit");
            // A fetch of the dead scorer that still waits at the broker may count as a delivery.
            assertThat(rejected.getDeliveries()).isGreaterThan(ScorerGroup.DELIVERY_LIMIT);
        });
        assertThat(timesScored(scored(20)))
                .as("the lane beside the one that killed may not have acknowledged its scores")
                .hasSize(20);
    }

    /** Takes the only candidate and gives it back, a number of times. */
    private void giveBack(int times) {
        try (KafkaShareConsumer<String, byte[]> consumer = shareConsumer(kafka, "test")) {
            consumer.subscribe(List.of(Topic.CANDIDATES.topicName()));
            for (int given = 0; given < times; ) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    consumer.acknowledge(record, AcknowledgeType.RELEASE);
                    given++;
                }
                consumer.commitSync();
            }
        }
    }

    @Test
    void noMoreCandidatesAreTakenWhileTheBrokerTakesNoScores() throws Exception {
        publish(salts(200));
        ScorerMeters meters = new ScorerMeters(registry);
        CandidateHandler handler = Candidates.handler("scorer", meters);
        MockProducer<String, SpecificRecord> stuck =
                new MockProducer<>(false, null, new StringSerializer(), new AnyRecordSerializer());
        ScorerLoop loop = new ScorerLoop(
                shareConsumer(kafka, "stuck"),
                stuck,
                new ScoringThread(handler, Host.REAL, meters, Duration.ofMinutes(1)),
                Host.REAL,
                meters,
                new Standstill(Host.REAL::nanoTime),
                new DiscoveryLog(),
                Audits.NONE);
        Thread thread = new Thread(loop, "stuck");
        thread.start();
        // The scores of one batch come one after the other: wait for all of them.
        await(() -> stuck.history().size() == IN_HAND);
        await(() -> counted("renewed") >= 2 * IN_HAND);
        int sent = stuck.history().size();
        assertThat(sent).as("nothing more in hand").isEqualTo(IN_HAND);
        loop.stop();
        await(() -> stuck.completeNext() || !thread.isAlive() && stuck.history().size() >= sent);
        while (stuck.completeNext()) {
            // The broker has recovered.
        }
        join(thread);
        assertThat(counted("scored")).isEqualTo(sent);
        scoreUntil(new FlatPotential(-1.7), () -> scored(200 - sent));
        assertEachScoredOnce(200 - sent);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + WAIT.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    void aScorerKilledInTheMiddleOfABatchLosesNothing() throws Exception {
        publish(salts(64));
        assertThat(run(DyingScorer.class, "5")).isEqualTo(137);
        assertThat(scored(5)).hasSize(5);
        List<Scored> scored = new ArrayList<>();
        scoreUntil(
                new FlatPotential(-1.7),
                () -> scored.addAll(read(
                        Topic.SCORED, Scored.class, read -> byThisScorer(read).size() >= 64)));
        assertThat(timesScored(byThisScorer(scored)))
                .as("all are scored again, for none was accepted; each once")
                .hasSize(64)
                .allSatisfy((sequence, times) -> assertThat(times).isOne());
        assertThat(counted("redelivered")).isGreaterThanOrEqualTo(5);
    }

    private static List<Scored> byThisScorer(List<Scored> scored) {
        return scored.stream()
                .filter(score -> score.getScorer().equals("scorer"))
                .toList();
    }

    private int runPoisonedScorer(PoisonedScorer.Effect effect)
            throws IOException, InterruptedException {
        return run(PoisonedScorer.class, effect.name());
    }

    private int run(Class<?> scorer, String argument) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        scorer.getName(),
                        kafka.bootstrapServers(),
                        argument)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("scorer.log").toFile())
                .start();
        try {
            assertThat(process.waitFor(WAIT.toSeconds(), TimeUnit.SECONDS))
                    .as("%s has ended", scorer.getSimpleName())
                    .isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
