package io.nucleate.cli.export;

import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicPartitions;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The scores of the topics {@code scored} and {@code discoveries} at one moment, read one at a
 * time. Discoveries stand in both, until a disk budget drops the oldest scores.
 *
 * @param byRun how many the topic {@code scored} has of each run
 * @param unreadable records that no release has written
 */
public record ScoredRecords(Map<String, Long> byRun, long unreadable) {
    private static final Logger LOG = Logger.getLogger(ScoredRecords.class.getName());

    /**
     * Reads the topics from their beginning to their present end.
     *
     * @param sink is given every record of the run, a discovery twice
     */
    public static ScoredRecords read(KafkaSettings settings, String run, Consumer<Scored> sink) {
        AvroSerde<Scored> serde = AvroSerde.of(Scored.class);
        Map<String, Long> byRun = new TreeMap<>();
        long[] unreadable = new long[1];
        try (var consumer = new KafkaConsumer<>(
                settings.consumer("export"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            // What came before there were discoveries has none.
            Topic[] topics = consumer.listTopics().containsKey(Topic.DISCOVERIES.topicName())
                    ? new Topic[] {Topic.DISCOVERIES, Topic.SCORED}
                    : new Topic[] {Topic.SCORED};
            TopicPartitions.assignFromBeginning(consumer, topics);
            TopicPartitions.readToPresentEnd(consumer, record -> {
                Scored scored = decode(serde, record);
                if (scored == null) {
                    unreadable[0]++;
                    return;
                }
                String owner = scored.getCandidate().getId().getRun();
                boolean isSecond = record.topic().equals(Topic.DISCOVERIES.topicName());
                byRun.merge(owner, isSecond ? 0L : 1L, Long::sum);
                if (owner.equals(run)) {
                    sink.accept(scored);
                }
            });
        }
        return new ScoredRecords(byRun, unreadable[0]);
    }

    /** Null where the bytes are no score. */
    private static Scored decode(AvroSerde<Scored> serde, ConsumerRecord<byte[], byte[]> record) {
        try {
            return serde.deserialize(record.topic(), record.value());
        } catch (SerializationException e) {
            LOG.log(
                    Level.WARNING,
                    "not a score: " + record.topic() + "-" + record.partition() + "@"
                            + record.offset(),
                    e);
            return null;
        }
    }
}
