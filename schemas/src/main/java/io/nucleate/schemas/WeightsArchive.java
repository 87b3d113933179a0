package io.nucleate.schemas;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

import java.util.Collections;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The versions of one run's policy that the topic {@code policy.weights} holds at one moment.
 * Compaction leaves those that {@link WeightsKeys} names, and for a while all others.
 */
public final class WeightsArchive {
    private static final Logger LOG = Logger.getLogger(WeightsArchive.class.getName());

    private final AvroSerde<PolicyWeights> serde = AvroSerde.of(PolicyWeights.class);
    private final WeightsAssembler assembler;
    private final OptionalInt wanted;
    private final TreeSet<Integer> versions = new TreeSet<>();
    private Optional<PublishedWeights> chosen = Optional.empty();

    private WeightsArchive(String run, OptionalInt wanted) {
        this.assembler = new WeightsAssembler(run);
        this.wanted = wanted;
    }

    /**
     * Reads the topic from its beginning to its present end, holding one version at a time.
     *
     * @param version the one that is wanted; empty for the newest
     */
    public static WeightsArchive read(KafkaClients kafka, String run, OptionalInt version) {
        WeightsArchive archive = new WeightsArchive(run, version);
        try (Consumer<String, byte[]> consumer = kafka.connectConsumer("weights-archive")) {
            TopicPartitions.assignFromBeginning(consumer, Topic.POLICY_WEIGHTS);
            TopicPartitions.readToPresentEnd(consumer, archive::accept);
        }
        return archive;
    }

    private void accept(ConsumerRecord<String, byte[]> record) {
        try {
            Optional.ofNullable(serde.deserialize(record.topic(), record.value()))
                    .flatMap(part -> assembler.accept(part, record.offset()))
                    .ifPresent(this::accept);
        } catch (SerializationException e) {
            // One unreadable record costs its version only.
            LOG.log(Level.SEVERE, "ignoring the record at offset " + record.offset(), e);
        }
    }

    private void accept(PublishedWeights complete) {
        versions.add(complete.version());
        if (complete.version() == wanted.orElse(versions.last())) {
            chosen = Optional.of(complete);
        }
    }

    /** Versions that are complete and whose checksum agrees, ascending. */
    public SortedSet<Integer> versions() {
        return Collections.unmodifiableSortedSet(versions);
    }

    /** The version that was wanted; empty where the topic does not hold it. */
    public Optional<PublishedWeights> chosen() {
        return chosen;
    }
}
