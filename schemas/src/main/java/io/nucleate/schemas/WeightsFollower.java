package io.nucleate.schemas;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Follows the policy of one run: gives its newest complete version. Begins where the learner's
 * newest report says that it is, and not with all that compaction has left. For use by one thread.
 */
public final class WeightsFollower implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(WeightsFollower.class.getName());
    private static final TopicPartition PARTITION =
            new TopicPartition(Topic.POLICY_WEIGHTS.topicName(), 0);

    private final Consumer<String, byte[]> consumer;
    private final AvroSerde<PolicyWeights> serde = AvroSerde.of(PolicyWeights.class);
    private final WeightsAssembler assembler;
    private final KafkaClients kafka;
    private final String name;
    private final String run;
    private boolean isPositioned;

    /** @param name of the follower, for the broker's logs */
    public WeightsFollower(KafkaClients kafka, String name, String run) {
        this.kafka = kafka;
        this.name = name;
        this.run = run;
        consumer = kafka.connectConsumer("weights-" + name);
        TopicPartitions.assignFromBeginning(consumer, Topic.POLICY_WEIGHTS);
        assembler = new WeightsAssembler(run);
    }

    private void position() {
        if (isPositioned) {
            return;
        }
        try (ProgressFollower progress = new ProgressFollower(kafka, name, run)) {
            progress.newest()
                    .map(LearnerProgress::getWeightsOffset)
                    .ifPresent(offset -> consumer.seek(PARTITION, offset));
        }
        isPositioned = true;
    }

    /**
     * Reads on to the end of what is committed.
     *
     * @param wait at most so long for the first record
     * @return the newest version completed since the last call, or nothing; intermediate versions
     *     are skipped
     */
    public Optional<PublishedWeights> poll(Duration wait) {
        AtomicReference<PublishedWeights> newest = new AtomicReference<>();
        poll(wait, newest::set);
        return Optional.ofNullable(newest.get());
    }

    /**
     * Reads on to the end of what is committed.
     *
     * @param wait at most so long for the first record
     * @param action is given each version completed since the last call, in the order of their
     *     publication; one may come more than once
     */
    public void poll(Duration wait, java.util.function.Consumer<PublishedWeights> action) {
        position();
        Duration patience = wait;
        do {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(patience)) {
                decode(record)
                        .flatMap(part -> assembler.accept(part, record.offset()))
                        .ifPresent(action);
            }
            patience = Duration.ofMillis(500);
        } while (consumer.currentLag(PARTITION).orElse(0) > 0);
    }

    /**
     * Reads on to all that is committed now, also behind transactions that are open; returns the
     * newest version since the last call.
     */
    public Optional<PublishedWeights> newest() {
        Optional<PublishedWeights> newest = Optional.empty();
        Map<TopicPartition, Long> ends =
                TopicPartitions.uncommittedEnds(kafka, "weights-" + name, consumer);
        do {
            Optional<PublishedWeights> newer = poll(Duration.ofMillis(100));
            newest = newer.isPresent() ? newer : newest;
        } while (!TopicPartitions.isAt(consumer, ends));
        return newest;
    }

    private Optional<PolicyWeights> decode(ConsumerRecord<String, byte[]> record) {
        try {
            return Optional.ofNullable(serde.deserialize(record.topic(), record.value()));
        } catch (SerializationException e) {
            // One unreadable record costs its version only; the next version is a few seconds away.
            LOG.log(Level.SEVERE, "ignoring the record at offset " + record.offset(), e);
            return Optional.empty();
        }
    }

    /**
     * Ends a {@link #poll} that waits in another thread, by a
     * {@link org.apache.kafka.common.errors.WakeupException}.
     */
    public void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
