package io.nucleate.scorer.service;

import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/**
 * Takes candidates from the share group, decides, publishes, and only when the broker has what was published acknowledges. So
 * a scorer that dies at any point loses nothing: what it had not acknowledged is delivered again.
 */
final class ScorerLoop implements Runnable {
    private static final Logger LOG = Logger.getLogger(ScorerLoop.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final ShareConsumer<String, byte[]> consumer;
    private final Producer<String, SpecificRecord> producer;
    private final CandidateDesk desk;
    private final ScorerMeters meters;
    private volatile boolean stopping;

    /** @param consumer subscribed by this loop, and like the producer closed by it */
    ScorerLoop(
            ShareConsumer<String, byte[]> consumer,
            Producer<String, SpecificRecord> producer,
            CandidateDesk desk,
            ScorerMeters meters) {
        this.consumer = consumer;
        this.producer = producer;
        this.desk = desk;
        this.meters = meters;
    }

    /** Ends the loop after the batch in hand; from any thread. */
    void stop() {
        // No wake-up: it could hit the acknowledgement of the batch in hand, which would then be scored again.
        stopping = true;
    }

    /** @throws KafkaException or IllegalStateException where scoring cannot go on; what was not acknowledged goes back */
    @Override
    public void run() {
        try (consumer;
                producer) {
            consumer.subscribe(List.of(Topic.CANDIDATES.topicName()));
            while (!stopping) {
                List<ConsumerRecord<String, byte[]>> records = poll();
                if (!records.isEmpty()) {
                    meters.timeBatch(() -> handle(records));
                }
            }
        }
    }

    private List<ConsumerRecord<String, byte[]>> poll() {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        consumer.poll(POLL).forEach(records::add);
        return records;
    }

    private void handle(List<ConsumerRecord<String, byte[]>> records) {
        List<Outcome> outcomes =
                desk.decide(records.stream().map(ScorerLoop::delivery).toList());
        List<Future<?>> writes = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            Outcome outcome = outcomes.get(i);
            if (outcome instanceof Outcome.Priced priced) {
                writes.add(producer.send(new ProducerRecord<>(
                        Topic.SCORED.topicName(),
                        key(priced.scored().getCandidate().getId()),
                        priced.scored())));
            } else if (outcome instanceof Outcome.DeadLetter deadLetter) {
                String key = records.get(i).key();
                writes.add(producer.send(new ProducerRecord<>(
                        Topic.REJECTED.topicName(),
                        key == null ? deadLetter.rejected().getSource() : key,
                        deadLetter.rejected())));
            }
        }
        await(writes);
        for (int i = 0; i < outcomes.size(); i++) {
            consumer.acknowledge(records.get(i), acknowledgement(outcomes.get(i)));
            meters.count(outcomes.get(i), deliveries(records.get(i)) > 1);
        }
        commit();
    }

    private static CandidateDesk.Delivery delivery(ConsumerRecord<String, byte[]> record) {
        return new CandidateDesk.Delivery(
                record.topic(), record.partition(), record.offset(), record.value(), deliveries(record));
    }

    private static int deliveries(ConsumerRecord<String, byte[]> record) {
        return record.deliveryCount().orElse((short) 1);
    }

    private static String key(CandidateId id) {
        return id.getRun() + "/" + id.getGenerator() + "/" + id.getSequence();
    }

    private static AcknowledgeType acknowledgement(Outcome outcome) {
        if (outcome instanceof Outcome.Release) {
            return AcknowledgeType.RELEASE;
        }
        return outcome instanceof Outcome.Priced ? AcknowledgeType.ACCEPT : AcknowledgeType.REJECT;
    }

    private void await(List<Future<?>> writes) {
        producer.flush();
        for (Future<?> write : writes) {
            try {
                write.get();
            } catch (ExecutionException e) {
                throw new KafkaException(
                        "cannot publish scores: " + e.getCause().getMessage(), e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KafkaException("interrupted while publishing scores", e);
            }
        }
    }

    /** A refused acknowledgement, for example after a lock that ran out, means another delivery and nothing worse. */
    private void commit() {
        consumer.commitSync()
                .forEach((partition, failure) -> failure.ifPresent(e -> {
                    meters.countUnacknowledged();
                    LOG.warnf(
                            "candidates of %s were scored but not acknowledged and will be scored again: %s",
                            partition, e);
                }));
    }
}
