package io.nucleate.scorer.service;

import io.nucleate.energy.hull.ConvexHull;
import io.nucleate.energy.hull.Phase;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.DiscoveredPhase;
import io.nucleate.schemas.KafkaClients;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicPartitions;
import io.nucleate.scorer.Score;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.errors.SerializationException;
import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A hull that phases join when scorers find them. A phase joins when it stands in the topic
 * {@code hull.phases}, whichever scorer found it. So all scorers have the same hull, apart from the
 * time that a record travels, and have it again after a restart. Of each formula the lowest phase
 * counts, whatever their order in the topic. One thread at a time may use an instance.
 *
 * <p>A phase of another potential, other elemental references or another table has an energy on
 * another scale, and does not join.
 */
final class LivingHull implements Supplier<ConvexHull>, Discoveries, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(LivingHull.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<String, byte[]> consumer;
    private final AvroSerde<DiscoveredPhase> serde = AvroSerde.of(DiscoveredPhase.class);
    private final JoiningRule rule;
    private final String potential;
    private ConvexHull hull;
    private long foreign;

    /**
     * Reads all phases that are in the topic.
     *
     * @param name name of the scorer
     * @param table hull of the table, without these phases
     * @param potential name and version of the potential
     * @throws org.apache.kafka.common.KafkaException if the topic cannot be read
     */
    LivingHull(
            KafkaClients kafka, String name, ConvexHull table, JoiningRule rule, String potential) {
        this.hull = table;
        this.rule = rule;
        this.potential = potential;
        consumer = kafka.connectConsumer("hull-" + name);
        TopicPartitions.assignFromBeginning(consumer, Topic.HULL_PHASES);
        while (!TopicPartitions.isAtEnd(consumer)) {
            join(consumer.poll(POLL));
        }
        LOG.infof(
                "living hull %s; %d records of another potential or table stay outside",
                hull.reference().identity(), foreign);
    }

    /** Returns the hull with all phases that have come since the last call. It does not wait. */
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
            // The hull lacks one phase that cannot be read; the others are not affected.
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
