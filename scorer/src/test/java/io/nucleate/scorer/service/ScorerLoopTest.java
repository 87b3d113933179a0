package io.nucleate.scorer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nucleate.broker.LocalBroker;
import io.nucleate.schemas.AnyRecordSerializer;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.ScorerGroup;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicAdmin;
import io.nucleate.scorer.FlatPotential;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop on a real broker. */
class ScorerLoopTest {
    private static final Duration WAIT = Duration.ofSeconds(60);

    /** Held, because the log manager forgets the levels of loggers that nobody holds. */
    private static final List<Logger> QUIET = Stream.of("kafka", "org.apache.kafka", "state.change.logger")
            .map(Logger::getLogger)
            .toList();

    @TempDir
    Path directory;

    private LocalBroker broker;
    private KafkaSettings kafka;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeAll
    static void quieten() {
        QUIET.forEach(logger -> logger.setLevel(Level.SEVERE));
    }

    @BeforeEach
    void start() throws Exception {
        broker = LocalBroker.start(directory.resolve("broker"), 0);
        kafka = new KafkaSettings(broker.bootstrapServers());
        TopicAdmin.ensure(kafka, 1);
        shortenLock();
    }

    /** What a dead scorer held comes back when the lock runs out. */
    private void shortenLock() throws Exception {
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, ScorerGroup.ID);
        ConfigEntry lock = new ConfigEntry("share.record.lock.duration.ms", "2000");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(group, List.of(new AlterConfigOp(lock, AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    static KafkaShareConsumer<String, byte[]> shareConsumer(KafkaSettings kafka, String name) {
        return new KafkaShareConsumer<>(
                kafka.shareConsumer(name, 16), new StringDeserializer(), new ByteArrayDeserializer());
    }

    private ScorerLoop loop() {
        return new ScorerLoop(
                shareConsumer(kafka, "scorer"),
                new KafkaProducer<String, SpecificRecord>(
                        kafka.producer("scorer"), new StringSerializer(), new AnyRecordSerializer()),
                new CandidateDesk(new FlatPotential(-1.7).scorer(), Candidates.SERDE, "scorer", InstantSource.system()),
                new ScorerMeters(registry));
    }

    private void publish(List<byte[]> values) {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(kafka.producer("test"), new StringSerializer(), new ByteArraySerializer())) {
            values.forEach(value -> producer.send(new ProducerRecord<>(Topic.CANDIDATES.topicName(), value)));
            producer.flush();
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

    /** What stands in a topic once enough does. */
    private <T extends org.apache.avro.specific.SpecificRecord> List<T> read(
            Topic topic, Class<T> type, Predicate<List<T>> enough) {
        List<T> read = new ArrayList<>();
        long deadline = System.nanoTime() + WAIT.toNanos();
        try (KafkaConsumer<String, T> consumer =
                new KafkaConsumer<>(kafka.consumer("test"), new StringDeserializer(), AvroSerde.of(type))) {
            List<TopicPartition> partitions = IntStream.range(0, topic.partitions())
                    .mapToObj(partition -> new TopicPartition(topic.topicName(), partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!enough.test(read) && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> read.add(record.value()));
            }
        }
        return read;
    }

    private static Map<Long, Long> timesScored(List<Scored> scored) {
        return scored.stream()
                .collect(Collectors.groupingBy(
                        score -> score.getCandidate().getId().getSequence(), Collectors.counting()));
    }

    @Test
    void everyCandidateIsScoredOnceOrRejectedWithItsReason() throws Exception {
        List<byte[]> values = new ArrayList<>(salts(100));
        values.add(20, new byte[] {1, 2, 3});
        values.add(40, encode(Candidates.rockSalt(1000, "Na", "Xe")));
        values.add(60, encode(Candidates.rockSalt(1001, "Na", "Ne")));
        publish(values);
        ScorerLoop loop = loop();
        Thread thread = new Thread(loop, "loop");
        thread.start();
        List<Rejected> rejected = read(Topic.REJECTED, Rejected.class, read -> read.size() >= 3);
        List<Scored> scored = read(Topic.SCORED, Scored.class, read -> read.size() >= 100);
        loop.stop();
        thread.join(WAIT.toMillis());
        assertThat(thread.isAlive()).isFalse();
        assertThat(rejected)
                .extracting(Rejected::getReason)
                .containsExactlyInAnyOrder("undecodable", "unpriceable", "potential-failed");
        assertThat(timesScored(scored)).hasSize(100).allSatisfy((sequence, times) -> assertThat(times)
                .isOne());
        assertThat(registry.counter("nucleate.scorer.scored").count()).isEqualTo(100);
        assertThat(registry.counter("nucleate.scorer.rejected", "reason", "potential-failed")
                        .count())
                .isOne();
        assertThat(registry.counter("nucleate.scorer.released").count())
                .as("four more tries for xenon")
                .isEqualTo(4);
    }

    @Test
    void aScorerKilledInTheMiddleOfABatchLosesNothing() throws Exception {
        publish(salts(64));
        assertThat(runDyingScorer(5)).isEqualTo(137);
        assertThat(read(Topic.SCORED, Scored.class, read -> read.size() >= 5)).hasSize(5);

        ScorerLoop loop = loop();
        Thread thread = new Thread(loop, "loop");
        thread.start();
        List<Scored> scored =
                read(Topic.SCORED, Scored.class, read -> timesScored(read).size() >= 64);
        loop.stop();
        thread.join(WAIT.toMillis());
        assertThat(timesScored(scored)).hasSize(64);
        assertThat(scored.stream().filter(score -> score.getScorer().equals("scorer")))
                .as("all are scored again, for none was accepted; each once")
                .hasSize(64);
        assertThat(registry.counter("nucleate.scorer.redelivered").count()).isGreaterThanOrEqualTo(5);
    }

    private int runDyingScorer(int scores) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DyingScorer.class.getName(),
                        kafka.bootstrapServers(),
                        Integer.toString(scores))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("dying.log").toFile())
                .start();
        return process.waitFor();
    }
}
