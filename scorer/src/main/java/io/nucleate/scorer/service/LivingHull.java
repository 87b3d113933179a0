package io.nucleate.scorer.service;

import io.nucleate.energy.hull.ConvexHull;
import io.nucleate.energy.hull.Phase;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.DiscoveredPhase;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicPartitions;
import io.nucleate.scorer.Score;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A hull that phases join as scorers find them. A phase has joined when it stands in the topic
 * {@code hull.phases}, whoever found it, so that all scorers have the same hull but for the moment
 * that a record travels, and have it again after a restart. Of one formula the lowest counts, in
 * whatever order they stand there. For one thread at a time.
 *
 * <p>Phases of another potential, other elemental references or another table of phases are on
 * another scale or none of this hull's, and do not join it.
 */
final class LivingHull implements Supplier<ConvexHull>, Discoveries, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(LivingHull.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<String, byte[]> consumer;
    private final AvroSerde<DiscoveredPhase> serde = AvroSerde.of(DiscoveredPhase.class);
    private final JoiningRule rule;
    private final String potential;
    private ConvexHull hull;
    private long foreign;

    /**
     * Reads all phases that there are.
     *
     * @param name of the scorer
     * @param table the hull without them
     * @param potential name and version
     * @throws org.apache.kafka.common.KafkaException where the topic cannot be read
     */
    LivingHull(
            KafkaSettings kafka,
            String name,
            ConvexHull table,
            JoiningRule rule,
            String potential) {
        this.hull = table;
        this.rule = rule;
        this.potential = potential;
        consumer = new KafkaConsumer<>(
                kafka.consumer("hull-" + name),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        TopicPartitions.assignFromBeginning(consumer, Topic.HULL_PHASES);
        while (!TopicPartitions.isAtEnd(consumer)) {
            join(consumer.poll(POLL));
        }
        LOG.infof(
                "living hull %s; %d records of another potential or table stay outside",
                hull.reference().identity(), foreign);
    }

    /** The hull with what has come since it was last asked for; does not wait. */
    @Override
    public ConvexHull get() {
        join(consumer.poll(Duration.ZERO));
        return hull;
    }

    @Override
    public Optional<DiscoveredPhase> of(Score score, Scored scored) {
        return rule.discovery(score, scored);
    }

    private void join(ConsumerRecords<String, byte[]> records) {
        List<Phase> phases = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            read(record).ifPresent(phases::add);
        }
        if (!phases.isEmpty()) {
            hull = hull.with(phases);
        }
    }

    private Optional<Phase> read(ConsumerRecord<String, byte[]> record) {
        try {
            DiscoveredPhase phase = serde.deserialize(record.topic(), record.value());
            if (phase != null && belongs(phase)) {
                return Optional.of(
                        new Phase(phase.getFormula(), phase.getFormationEnergyEvPerAtom()));
            }
            foreign++;
        } catch (SerializationException | IllegalArgumentException e) {
            // One unreadable phase is missing in the hull; the others are none the worse for it.
            LOG.errorf(
                    e, "ignoring the record of %s at offset %d", record.topic(), record.offset());
        }
        return Optional.empty();
    }

    private boolean belongs(DiscoveredPhase phase) {
        return phase.getPotential().equals(potential)
                && phase.getElementalReferences().equals(rule.elementalReferences())
                && hull.reference().hasTableOf(phase.getHullReference());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
