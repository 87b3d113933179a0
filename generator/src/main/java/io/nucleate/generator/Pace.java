package io.nucleate.generator;

import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicPartitions;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.util.List;

/**
 * Tells how many candidates may be sampled before the learner must catch up. The generators are
 * ahead of it by the candidates ever published, which the ends of the partitions tell for all
 * generators together, less those that the learner had accounted for when it published its newest
 * weights. Candidates are written outside transactions, so that offsets count them exactly.
 */
final class Pace implements AutoCloseable {
    private static final List<TopicPartition> PARTITIONS = TopicPartitions.of(Topic.CANDIDATES);

    private final Consumer<byte[], byte[]> consumer;
    private final int aheadMax;
    private long accounted;

    Pace(Consumer<byte[], byte[]> consumer, int aheadMax) {
        this.consumer = consumer;
        // Nothing is read, but the client warns at every look at the end of a partition it does not
        // hold.
        consumer.assign(PARTITIONS);
        this.aheadMax = aheadMax;
    }

    static Pace of(KafkaSettings kafka, String name, int aheadMax) {
        return new Pace(
                new KafkaConsumer<>(
                        kafka.consumer("pace-" + name),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer()),
                aheadMax);
    }

    /** @param candidates distinct candidates the learner has seen the end of */
    void accounted(long candidates) {
        accounted = candidates;
    }

    /**
     * Returns the candidates that may be published now; zero or less when the generators are far
     * enough ahead.
     */
    int room() {
        long published = consumer.endOffsets(PARTITIONS).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return (int) Math.max(Integer.MIN_VALUE, aheadMax - (published - accounted));
    }

    @Override
    public void close() {
        consumer.close();
    }
}
