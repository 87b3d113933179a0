package io.nucleate.generator;

import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.Topic;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How far the generators are ahead of the learner: candidates ever published, which the ends of the
 * partitions tell for all generators together, less those whose end the learner had seen when it
 * published its newest weights. Candidates are written outside transactions, so that offsets count
 * them exactly.
 */
final class Pace implements AutoCloseable {
    private static final List<TopicPartition> PARTITIONS = IntStream.range(
                    0, Topic.CANDIDATES.partitions())
            .mapToObj(i -> new TopicPartition(Topic.CANDIDATES.topicName(), i))
            .toList();

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
     * Candidates that may be published now; not positive when the generators are far enough ahead.
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
