package io.nucleate.schemas;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Hands whole topics to consumers that belong to no group, see {@link KafkaSettings#consumer}. */
public final class TopicPartitions {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private TopicPartitions() {}

    /**
     * Returns every partition that the topics have on the broker.
     *
     * @throws KafkaException where a topic is missing, with the remedy
     */
    public static List<TopicPartition> of(Consumer<?, ?> consumer, Topic... topics) {
        return Arrays.stream(topics)
                .flatMap(topic -> partitions(consumer, topic.topicName()).stream())
                .toList();
    }

    private static List<TopicPartition> partitions(Consumer<?, ?> consumer, String topic) {
        List<PartitionInfo> known = consumer.partitionsFor(topic);
        if (known == null || known.isEmpty()) {
            throw new KafkaException("Kafka has no topic " + topic
                    + "; create the topics: ./nucleate run setup --bootstrap-servers HOST:PORT");
        }
        return known.stream()
                .map(one -> new TopicPartition(topic, one.partition()))
                .sorted(Comparator.comparingInt(TopicPartition::partition))
                .toList();
    }

    /** Lets a consumer read the topics, and nothing else, from their beginning. */
    public static void assignFromBeginning(Consumer<?, ?> consumer, Topic... topics) {
        List<TopicPartition> partitions = of(consumer, topics);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /**
     * Gives all records that the consumer's partitions hold at this moment, each once; what is
     * written meanwhile may be left out.
     *
     * @throws TimeoutException where the broker gives nothing for half a minute
     */
    public static <K, V> void readToPresentEnd(
            Consumer<K, V> consumer, java.util.function.Consumer<ConsumerRecord<K, V>> action) {
        readTo(consumer.endOffsets(consumer.assignment()), consumer, action);
    }

    /** Reads up to the ends, as {@link #readToPresentEnd}. */
    static <K, V> void readTo(
            Map<TopicPartition, Long> ends,
            Consumer<K, V> consumer,
            java.util.function.Consumer<ConsumerRecord<K, V>> action) {
        long before = -1;
        long progressNanos = System.nanoTime();
        while (!isAt(consumer, ends)) {
            consumer.poll(POLL).forEach(action);
            long read = ends.keySet().stream().mapToLong(consumer::position).sum();
            if (read != before) {
                before = read;
                progressNanos = System.nanoTime();
            } else if (System.nanoTime() - progressNanos > PATIENCE.toNanos()) {
                throw new TimeoutException("the broker has given none of the records left in "
                        + ends.keySet() + " for " + PATIENCE.toSeconds() + " s");
            }
        }
    }

    /**
     * Returns where the partitions of a consumer end at this moment, behind what is not committed
     * yet. A consumer that has read up to there has missed nothing that was committed before, also
     * behind transactions of others, which the broker ends after a while.
     */
    static Map<TopicPartition, Long> uncommittedEnds(
            KafkaClients kafka, String clientId, Consumer<?, ?> reader) {
        try (Consumer<String, byte[]> consumer = kafka.connectUncommittedConsumer(clientId)) {
            return consumer.endOffsets(reader.assignment());
        }
    }

    /** Returns whether a consumer has read its partitions up to the ends. */
    static boolean isAt(Consumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** Returns whether a consumer has read all that its partitions hold at this moment. */
    public static boolean isAtEnd(Consumer<?, ?> consumer) {
        return isAt(consumer, consumer.endOffsets(consumer.assignment()));
    }
}
