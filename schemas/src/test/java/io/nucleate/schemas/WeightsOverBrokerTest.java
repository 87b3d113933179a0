package io.nucleate.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nucleate.broker.LocalBroker;

import org.apache.commons.codec.digest.DigestUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/** Topics and weights on a real broker. Each test has a run of its own. */
class WeightsOverBrokerTest {
    private static final Duration WAIT = Duration.ofSeconds(10);

    @TempDir
    static Path directory;

    private static LocalBroker broker;
    private static KafkaSettings settings;

    @BeforeAll
    static void start() {
        broker = LocalBroker.start(directory.resolve("broker"), 0);
        settings = new KafkaSettings(broker.bootstrapServers());
        TopicAdmin.ensure(settings, 1);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void topicsAndShareGroupAreAsTheCatalogueSays() throws Exception {
        TopicAdmin.ensure(settings, 1);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThat(admin.listTopics().names().get()).containsAll(Topic.names());
            var topic =
                    new ConfigResource(ConfigResource.Type.TOPIC, Topic.POLICY_WEIGHTS.topicName());
            var group = new ConfigResource(ConfigResource.Type.GROUP, ScorerGroup.ID);
            var configs = admin.describeConfigs(Set.of(topic, group)).all().get();
            Topic.POLICY_WEIGHTS.settings().forEach((name, value) -> assertThat(
                            configs.get(topic).get(name).value())
                    .as(name)
                    .isEqualTo(value));
            assertThat(configs.get(group).get("share.auto.offset.reset").value())
                    .isEqualTo("earliest");
        }
    }

    @Test
    void followerGetsTheNewestVersionBitForBit() {
        byte[] first = randomBytes(1, 5 << 20);
        byte[] second = randomBytes(2, WeightsPublisher.CHUNK_BYTES);
        try (var publisher = new WeightsPublisher(settings, "follow");
                var follower = new WeightsFollower(settings, "test", "follow")) {
            publisher.publish(0, first, 0, List.of());
            assertThat(follower.poll(WAIT)).hasValueSatisfying(weights -> {
                assertThat(weights.version()).isZero();
                assertThat(weights.safetensors()).isEqualTo(first);
            });
            assertThat(follower.poll(Duration.ofMillis(200))).isEmpty();

            publisher.publish(1, first, 128, List.of(Samples.update("follow", 1)));
            publisher.publish(2, second, 256, List.of(Samples.update("follow", 2)));
            assertThat(pollUntil(follower, 2).safetensors()).isEqualTo(second);
        }
        try (var late = new WeightsFollower(settings, "late", "follow")) {
            assertThat(late.poll(WAIT)).hasValueSatisfying(weights -> {
                assertThat(weights.version()).isEqualTo(2);
                assertThat(weights.manifest().getCandidatesAccounted()).isEqualTo(256);
            });
        }
        assertThat(updatesOf("follow")).extracting(PolicyUpdate::getVersion).containsExactly(1, 2);
    }

    @Test
    void archiveNamesTheVersionsThatAreThereAndGivesOne() {
        try (var publisher = new WeightsPublisher(settings, "archive")) {
            publisher.publish(3, new byte[] {3}, 0, List.of());
            publisher.publish(4, new byte[] {4}, 0, List.of());
        }
        WeightsArchive newest = WeightsArchive.read(settings, "archive", OptionalInt.empty());
        assertThat(newest.versions()).containsExactly(3, 4);
        assertThat(newest.chosen().orElseThrow().safetensors()).containsExactly(4);
        WeightsArchive older = WeightsArchive.read(settings, "archive", OptionalInt.of(3));
        assertThat(older.chosen().orElseThrow().safetensors()).containsExactly(3);
        WeightsArchive gone = WeightsArchive.read(settings, "archive", OptionalInt.of(2));
        assertThat(gone.chosen()).isEmpty();
        assertThat(gone.versions()).containsExactly(3, 4);
        assertThat(WeightsArchive.read(settings, "nobody", OptionalInt.empty()).versions())
                .isEmpty();
    }

    /** Of each run, whatever others write to the topic. */
    @Test
    void compactionLeavesWhatWasPromisedOfEachRun() throws Exception {
        compactAfter("0");
        byte[] file = randomBytes(3, WeightsPublisher.CHUNK_BYTES + 1);
        try (var first = new WeightsPublisher(settings, "compacted-1");
                var second = new WeightsPublisher(settings, "compacted-2")) {
            for (int version = 0; version < 8; version++) {
                first.publish(version, file, 0, List.of());
            }
            second.publish(0, file, 0, List.of());
            second.publish(100, file, 0, List.of());
            for (int version = 101; version <= 160; version++) {
                second.publish(version, file, 0, List.of());
            }
            // What has fallen out of the newest four goes; the segment in use is never compacted.
            long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
            while (versions("compacted-1").contains(1)
                    || versions("compacted-2").contains(110)) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                second.publish(160, file, 0, List.of());
                Thread.sleep(1000);
            }
            assertThat(versions("compacted-1")).containsExactly(0, 4, 5, 6, 7);
            assertThat(versions("compacted-2")).contains(0, 100, 157, 158, 159, 160);
        } finally {
            compactAfter(
                    Topic.POLICY_WEIGHTS.settings().get(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG));
        }
    }

    private static void compactAfter(String millis) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(
                                    ConfigResource.Type.TOPIC, Topic.POLICY_WEIGHTS.topicName()),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry(
                                            TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, millis),
                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    private static Set<Integer> versions(String run) {
        return WeightsArchive.read(settings, run, OptionalInt.empty()).versions();
    }

    /** Records of earlier releases shared their keys between runs. */
    @Test
    void weightsOfEarlierReleasesAreRead() throws Exception {
        byte[] file = randomBytes(4, 100);
        try (var producer =
                settings.connectProducer("earlier", AvroSerde.of(PolicyWeights.class))) {
            var manifest = new WeightsManifest(
                    1, (long) file.length, DigestUtils.sha256Hex(file), 0L, Instant.EPOCH);
            for (Object part : List.of(new WeightsChunk(0, ByteBuffer.wrap(file)), manifest)) {
                String key = part instanceof WeightsChunk ? "chunk-0" : "manifest";
                producer.send(new ProducerRecord<>(
                                Topic.POLICY_WEIGHTS.topicName(),
                                key,
                                new PolicyWeights("earlier", 7, part)))
                        .get();
            }
        }
        try (var follower = new WeightsFollower(settings, "test", "earlier")) {
            assertThat(follower.newest().orElseThrow().safetensors()).isEqualTo(file);
        }
    }

    @Test
    void aFollowerBeginsWhereTheLearnerIs() {
        try (var publisher = new WeightsPublisher(settings, "offset")) {
            publisher.publish(0, new byte[] {1}, 0, List.of());
            long offset = publisher.publish(1, new byte[] {2}, 0, List.of());
            publisher.publish(Samples.progress("offset", offset));
            try (var follower = new WeightsFollower(settings, "test", "offset")) {
                List<PublishedWeights> all = new ArrayList<>();
                while (all.isEmpty()) {
                    follower.poll(Duration.ofMillis(200), all::add);
                }
                assertThat(all).extracting(PublishedWeights::version).containsExactly(1);
                assertThat(all.get(0).offset()).isEqualTo(offset);
            }
        }
    }

    @Test
    void absentBrokerAndAbsentTopicAreToldSoon() {
        TopicAdmin.require(settings, Topic.values());
        assertThatThrownBy(() -> TopicAdmin.require(new KafkaSettings("127.0.0.1:1"), Topic.SCORED))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("no Kafka answers at 127.0.0.1:1");
    }

    @Test
    @SuppressWarnings("FutureReturnValueIgnored") // flushed before it is aborted
    void abortedVersionIsNeverSeen() {
        try (var producer = new KafkaProducer<>(
                        settings.transactionalProducer("crash", "crash"),
                        new StringSerializer(),
                        new AnyRecordSerializer());
                var follower = new WeightsFollower(settings, "test", "abort")) {
            producer.initTransactions();
            producer.beginTransaction();
            var chunk = new PolicyWeights(
                    "abort", 0, new WeightsChunk(0, ByteBuffer.wrap(new byte[10])));
            producer.send(new ProducerRecord<>(Topic.POLICY_WEIGHTS.topicName(), "chunk-0", chunk));
            producer.flush();
            producer.abortTransaction();
            assertThat(follower.poll(Duration.ofSeconds(1))).isEmpty();

            try (var publisher = new WeightsPublisher(settings, "abort")) {
                publisher.publish(0, new byte[] {1}, 0, List.of());
            }
            assertThat(pollUntil(follower, 0).safetensors()).containsExactly(1);
        }
    }

    @Test
    void secondPublisherFencesTheFirst() {
        try (var zombie = new WeightsPublisher(settings, "fence");
                var successor = new WeightsPublisher(settings, "fence")) {
            assertThatThrownBy(() -> zombie.publish(1, new byte[10], 0, List.of()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another learner has taken over run fence");
            successor.publish(1, new byte[10], 0, List.of());
        }
        try (var follower = new WeightsFollower(settings, "late", "fence")) {
            assertThat(follower.newest().map(PublishedWeights::version)).contains(1);
        }
    }

    private static PublishedWeights pollUntil(WeightsFollower follower, int version) {
        long deadline = System.nanoTime() + WAIT.toNanos();
        while (System.nanoTime() < deadline) {
            var weights = follower.poll(Duration.ofMillis(200));
            if (weights.isPresent() && weights.get().version() == version) {
                return weights.get();
            }
        }
        throw new AssertionError("version " + version + " did not arrive in " + WAIT);
    }

    private static List<PolicyUpdate> updatesOf(String run) {
        try (var consumer = new KafkaConsumer<>(
                settings.consumer("updates"),
                new StringDeserializer(),
                AvroSerde.of(PolicyUpdate.class))) {
            TopicPartitions.assignFromBeginning(consumer, Topic.UPDATES);
            List<PolicyUpdate> updates = new ArrayList<>();
            do {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record -> updates.add(record.value()));
            } while (!TopicPartitions.isAtEnd(consumer));
            updates.removeIf(update -> !update.getRun().equals(run));
            return updates;
        }
    }

    private static byte[] randomBytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
