package io.nucleate.schemas;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Hands whole topics to consumers that belong to no group, see {@link KafkaSettings#consumer}. */
public final class TopicPartitions {
    private TopicPartitions() {}

    /** Returns every partition of the topics. */
    public static List<TopicPartition> of(Topic... topics) {
        return Arrays.stream(topics)
                .flatMap(topic -> IntStream.range(0, topic.partitions())
                        .mapToObj(partition -> new TopicPartition(topic.topicName(), partition)))
                .toList();
    }

    /** Lets a consumer read the topics, and nothing else, from their beginning. */
    public static void assignFromBeginning(Consumer<?, ?> consumer, Topic... topics) {
        List<TopicPartition> partitions = of(topics);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Returns whether a consumer has read all that its partitions hold at this moment. */
    public static boolean isAtEnd(Consumer<?, ?> consumer) {
        return consumer.endOffsets(consumer.assignment()).entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }
}
