package io.nucleate.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

class TopicPartitionsTest {
    private static final TopicPartition PARTITION = new TopicPartition("updates", 0);

    @Test
    void everyPartitionThatTheClusterHasIsListed() {
        try (MockConsumer<String, String> consumer = new MockConsumer<>("earliest")) {
            consumer.updatePartitions("scored", partitions("scored", 6));
            consumer.updatePartitions("rejected", partitions("rejected", 1));
            assertThat(TopicPartitions.of(consumer, Topic.SCORED, Topic.REJECTED))
                    .extracting(TopicPartition::toString)
                    .containsExactly(
                            "scored-0",
                            "scored-1",
                            "scored-2",
                            "scored-3",
                            "scored-4",
                            "scored-5",
                            "rejected-0");
            assertThatThrownBy(() -> TopicPartitions.of(consumer, Topic.UPDATES))
                    .isInstanceOf(KafkaException.class)
                    .hasMessageContaining("no topic updates")
                    .hasMessageContaining("run setup");
        }
    }

    @Test
    void theEndIsReachedWhenEveryRecordWasRead() {
        try (MockConsumer<String, String> consumer = new MockConsumer<>("latest")) {
            consumer.updatePartitions("updates", partitions("updates", 1));
            TopicPartitions.assignFromBeginning(consumer, Topic.UPDATES);
            assertThat(consumer.assignment()).containsExactly(PARTITION);
            consumer.updateBeginningOffsets(offset(0));
            consumer.updateEndOffsets(offset(2));
            consumer.addRecord(new ConsumerRecord<>("updates", 0, 0, "key", "first"));
            assertThat(TopicPartitions.isAtEnd(consumer)).isFalse();
            assertThat(consumer.poll(Duration.ZERO)).hasSize(1);
            assertThat(TopicPartitions.isAtEnd(consumer)).isFalse();
            consumer.addRecord(new ConsumerRecord<>("updates", 0, 1, "key", "second"));
            assertThat(consumer.poll(Duration.ZERO)).hasSize(1);
            assertThat(TopicPartitions.isAtEnd(consumer)).isTrue();
        }
    }

    private static List<PartitionInfo> partitions(String topic, int count) {
        return IntStream.range(0, count)
                .mapToObj(index -> new PartitionInfo(topic, index, null, null, null))
                .toList();
    }

    private static Map<TopicPartition, Long> offset(long offset) {
        return Map.of(PARTITION, offset);
    }
}
