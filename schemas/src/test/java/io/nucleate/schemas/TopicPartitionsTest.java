package io.nucleate.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

class TopicPartitionsTest {
    private static final TopicPartition PARTITION = new TopicPartition("updates", 0);

    @Test
    void everyPartitionOfEveryTopicIsListed() {
        assertThat(TopicPartitions.of(Topic.SCORED, Topic.REJECTED))
                .extracting(TopicPartition::toString)
                .containsExactly("scored-0", "scored-1", "scored-2", "scored-3", "rejected-0");
    }

    @Test
    void theEndIsReachedWhenEveryRecordWasRead() {
        try (MockConsumer<String, String> consumer = new MockConsumer<>("latest")) {
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

    private static Map<TopicPartition, Long> offset(long offset) {
        return Map.of(PARTITION, offset);
    }
}
