package io.nucleate.schemas;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Follows the runs of a broker, as their records say. For use by one thread. */
public final class RunFollower implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RunFollower.class.getName());
    private static final Duration POLL = Duration.ofMillis(100);

    private final Consumer<String, byte[]> consumer;
    private final AvroSerde<Run> serde = AvroSerde.of(Run.class);
    private final Map<String, Run> runs = new TreeMap<>();

    /** @param name of the follower, for the broker's logs */
    public RunFollower(KafkaClients kafka, String name) {
        consumer = kafka.connectConsumer("runs-" + name);
        TopicPartitions.assignFromBeginning(consumer, Topic.RUNS);
    }

    /**
     * Takes what has arrived since the last call, without waiting for more.
     *
     * @return whether a run is new or has changed
     */
    public boolean poll() {
        return poll(Duration.ZERO);
    }

    /**
     * Takes what has arrived since the last call.
     *
     * @param wait at most so long for the first record
     * @return whether a run is new or has changed
     */
    public boolean poll(Duration wait) {
        boolean isChanged = false;
        for (ConsumerRecord<String, byte[]> record : consumer.poll(wait)) {
            isChanged |= take(record);
        }
        return isChanged;
    }

    /**
     * Reads on to the end of what is written now: every run that a record of another topic names is
     * known then, because a run is written before its records.
     *
     * @return whether a run is new or has changed
     */
    public boolean pollToEnd() {
        boolean isChanged = false;
        while (!TopicPartitions.isAtEnd(consumer)) {
            isChanged |= poll(POLL);
        }
        return isChanged;
    }

    private boolean take(ConsumerRecord<String, byte[]> record) {
        try {
            Run run = serde.deserialize(record.topic(), record.value());
            return run != null && !run.equals(runs.put(run.getId(), run));
        } catch (SerializationException e) {
            // One record that cannot be read costs its run only.
            LOG.log(Level.SEVERE, "ignoring the record at offset " + record.offset(), e);
            return false;
        }
    }

    /** Returns all runs by their ids, as of the last poll. */
    public Map<String, Run> runs() {
        return Collections.unmodifiableMap(runs);
    }

    /** Returns a run, as of the last poll; empty if there is none of this id. */
    public Optional<Run> run(String id) {
        return Optional.ofNullable(runs.get(id));
    }

    @Override
    public void close() {
        consumer.close();
    }
}
