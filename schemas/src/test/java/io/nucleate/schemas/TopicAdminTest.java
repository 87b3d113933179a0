package io.nucleate.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nucleate.broker.LocalBroker;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Topics on a broker where somebody has been before. */
@Timeout(120)
class TopicAdminTest {
    @TempDir
    Path directory;

    private LocalBroker broker;
    private KafkaSettings kafka;
    private Admin admin;

    @BeforeEach
    void start() {
        broker = LocalBroker.start(directory, 0);
        kafka = new KafkaSettings(broker.bootstrapServers());
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    @AfterEach
    void stop() {
        admin.close();
        broker.close();
    }

    @Test
    void fewerPartitionsAndAnotherCleanupPolicyAreNamedWithTheRemedy() throws Exception {
        admin.createTopics(List.of(
                        new NewTopic("candidates", 1, (short) 1),
                        new NewTopic("scored", 4, (short) 1)
                                .configs(Map.of("cleanup.policy", "compact")),
                        new NewTopic("policy.weights", 2, (short) 1)
                                .configs(Map.of("cleanup.policy", "compact"))))
                .all()
                .get();
        assertThatThrownBy(() -> TopicAdmin.ensure(kafka))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("topic candidates has 1 of at least 4 partitions")
                .hasMessageContaining("--topic candidates --partitions 4")
                .hasMessageContaining("topic scored has cleanup.policy=compact, but wants delete")
                .hasMessageContaining("--entity-name scored --add-config 'cleanup.policy=[delete]'")
                .hasMessageContaining("topic policy.weights has 2 partitions");
    }

    @Test
    void readersTakeThePartitionsThatTheClusterHas() throws Exception {
        TopicAdmin.ensure(kafka);
        admin.createPartitions(Map.of("scored", NewPartitions.increaseTo(7)))
                .all()
                .get();
        TopicAdmin.ensure(kafka);
        try (var producer = new KafkaProducer<>(
                        kafka.producer("test"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
                var consumer = new KafkaConsumer<>(
                        kafka.consumer("test"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            for (int partition = 0; partition < 7; partition++) {
                producer.send(new ProducerRecord<>("scored", partition, null, new byte[] {1}))
                        .get();
            }
            Set<Integer> read = new HashSet<>();
            TopicPartitions.assignFromBeginning(consumer, Topic.SCORED);
            TopicPartitions.readToPresentEnd(consumer, record -> read.add(record.partition()));
            assertThat(read).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void recordsAreCompressed() throws Exception {
        TopicAdmin.ensure(kafka);
        byte[] value = new byte[500_000];
        try (var producer = new KafkaProducer<>(
                kafka.producer("test"), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Topic topic : Topic.values()) {
                producer.send(new ProducerRecord<>(topic.topicName(), 0, new byte[1], value))
                        .get();
            }
        }
        for (Topic topic : Topic.values()) {
            assertThat(size(directory.resolve(topic.topicName() + "-0")))
                    .as(topic.topicName())
                    .isBetween(1L, value.length / 10L);
        }
    }

    private static long size(Path partition) throws IOException {
        try (Stream<Path> files = Files.list(partition)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
