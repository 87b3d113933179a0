package io.nucleate.schemas;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Follows how far the learner of one run is. For use by one thread. */
public final class ProgressFollower implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ProgressFollower.class.getName());

    private final KafkaClients kafka;
    private final String clientId;
    private final String run;
    private final Consumer<String, byte[]> consumer;
    private final AvroSerde<LearnerProgress> serde = AvroSerde.of(LearnerProgress.class);

    /** @param name of the follower, for the broker's logs */
    public ProgressFollower(KafkaClients kafka, String name, String run) {
        this.run = run;
        this.kafka = kafka;
        clientId = "progress-" + name;
        consumer = kafka.connectConsumer(clientId);
        TopicPartitions.assignFromBeginning(consumer, Topic.LEARNER_PROGRESS);
    }

    /**
     * Returns the newest report of those that have arrived since the last call, without waiting for
     * one.
     */
    public Optional<LearnerProgress> poll() {
        return poll(Duration.ZERO);
    }

    private Optional<LearnerProgress> poll(Duration wait) {
        Optional<LearnerProgress> newest = Optional.empty();
        for (ConsumerRecord<String, byte[]> record : consumer.poll(wait)) {
            if (run.equals(record.key())) {
                Optional<LearnerProgress> progress = decode(record);
                newest = progress.isPresent() ? progress : newest;
            }
        }
        return newest;
    }

    /**
     * Reads on to all that is committed now, also behind transactions that are open; returns the
     * newest report since the last call.
     */
    public Optional<LearnerProgress> newest() {
        Optional<LearnerProgress> newest = Optional.empty();
        Map<TopicPartition, Long> ends = TopicPartitions.uncommittedEnds(kafka, clientId, consumer);
        do {
            Optional<LearnerProgress> newer = poll(Duration.ofMillis(100));
            newest = newer.isPresent() ? newer : newest;
        } while (!TopicPartitions.isAt(consumer, ends));
        return newest;
    }

    private Optional<LearnerProgress> decode(ConsumerRecord<String, byte[]> record) {
        try {
            return Optional.ofNullable(serde.deserialize(record.topic(), record.value()));
        } catch (SerializationException e) {
            // The next report is a few seconds away.
            LOG.log(Level.SEVERE, "ignoring the record at offset " + record.offset(), e);
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
