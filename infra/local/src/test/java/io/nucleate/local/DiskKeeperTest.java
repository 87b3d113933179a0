package io.nucleate.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.broker.LocalBroker;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicAdmin;
import io.nucleate.schemas.TopicPartitions;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A budget so small that the records of this test exceed it several times. */
@Timeout(240)
class DiskKeeperTest {
    private static final long BUDGET_BYTES = 160_000_000;
    private static final int RECORD_BYTES = 50_000;
    private static final int RECORDS_PER_STEP = 40;
    private static final int STEPS = 80;

    @TempDir
    Path directory;

    private final Random random = new Random(1);
    private final List<String> notices = new ArrayList<>();

    @Test
    void directoryStaysWithinItsBudgetWhileRecordsFlow() throws Exception {
        try (LocalBroker broker = LocalBroker.start(directory.resolve("broker"), 0)) {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrapServers());
            TopicAdmin.ensure(kafka);
            try (var keeper = new DiskKeeper(directory, BUDGET_BYTES, kafka, notices::add);
                    var producer = new KafkaProducer<>(
                            kafka.producer("test"),
                            new ByteArraySerializer(),
                            new ByteArraySerializer())) {
                keeper.look();
                for (int step = 0; step < STEPS; step++) {
                    for (int i = 0; i < RECORDS_PER_STEP; i++) {
                        send(producer, Topic.CANDIDATES, i % 4);
                        send(producer, Topic.SCORED, i % 4);
                    }
                    send(producer, Topic.DISCOVERIES, 0);
                    producer.flush();
                    long bytes = DiskKeeper.measure(directory).total();
                    assertThat(bytes).as("step " + step).isLessThan(BUDGET_BYTES);
                    // The broker looks for what to drop every other second.
                    do {
                        keeper.look();
                        Thread.sleep(20);
                        bytes = DiskKeeper.measure(directory).total();
                    } while (bytes > BUDGET_BYTES * 0.9);
                }
            }
            assertThat(first(kafka, Topic.CANDIDATES)).isPositive();
            assertThat(first(kafka, Topic.SCORED)).isPositive();
            assertThat(first(kafka, Topic.DISCOVERIES)).isZero();
            assertThat(DiskKeeper.measure(directory).of(Topic.SCORED))
                    .as("scores have most of it")
                    .isGreaterThan(BUDGET_BYTES / 4);
        }
        assertThat(notices).hasSize(2);
        assertThat(notices.get(0))
                .contains("the disk budget of 160 MB is reached", "the oldest candidates")
                .contains("--disk-budget");
        assertThat(notices.get(1)).contains("the oldest scored crystals");
    }

    @SuppressWarnings("FutureReturnValueIgnored") // flushed, and counted by what stays
    private void send(KafkaProducer<byte[], byte[]> producer, Topic topic, int partition) {
        byte[] value = new byte[RECORD_BYTES];
        random.nextBytes(value);
        byte[] key = new byte[8];
        random.nextBytes(key);
        producer.send(new ProducerRecord<>(topic.topicName(), partition, key, value));
    }

    /** Offset of the first record that is left in partition 0. */
    private static long first(KafkaSettings kafka, Topic topic) {
        try (var consumer = new KafkaConsumer<>(
                kafka.consumer("test"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = TopicPartitions.of(consumer, topic);
            return consumer.beginningOffsets(partitions).get(partitions.get(0));
        }
    }
}
