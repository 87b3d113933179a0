package io.nucleate.scorer.service;

import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.Heartbeat;
import io.nucleate.schemas.Host;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.ScorerGroup;
import io.nucleate.schemas.Topic;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/**
 * Takes candidates from the share group, lets them be scored, and publishes the outcomes. It
 * acknowledges candidates only when the broker has what was published. So a scorer that dies at any
 * time loses nothing: candidates that it has not acknowledged are delivered again.
 *
 * <p>A candidate that comes again may be the one that killed its scorer. It is scored and settled
 * alone, after the candidates of its delivery that come for the first time. If it kills this scorer
 * too, few other candidates are in hand and come under suspicion with it.
 */
final class ScorerLoop implements Runnable {
    private static final Logger LOG = Logger.getLogger(ScorerLoop.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final ShareConsumer<String, byte[]> consumer;
    private final Producer<String, SpecificRecord> producer;
    private final ScoringThread scoring;
    private final Host host;
    private final Random random;
    private final ScorerMeters meters;
    private final Standstill standstill;
    private final Heartbeat heartbeat;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final DiscoveryLog discoveries;
    private final Audits audits;

    /**
     * @param consumer consumer that this loop subscribes and closes
     * @param discoveries shared by the lanes of a scorer
     * @param audits shared by them too
     */
    ScorerLoop(
            ShareConsumer<String, byte[]> consumer,
            Producer<String, SpecificRecord> producer,
            ScoringThread scoring,
            Host host,
            ScorerMeters meters,
            Standstill standstill,
            DiscoveryLog discoveries,
            Audits audits) {
        this.consumer = consumer;
        this.producer = producer;
        this.scoring = scoring;
        this.host = host;
        this.heartbeat = new Heartbeat(host::nanoTime);
        this.random = new Random(host.nanoTime());
        this.meters = meters;
        this.standstill = standstill;
        this.discoveries = discoveries;
        this.audits = audits;
    }

    /** Ends the loop after the batch in hand. Any thread may call it. */
    void stop() {
        // The consumer is not woken up. That could interrupt the acknowledgement of the batch in
        // hand, which would then be scored again.
        stopped.complete(null);
    }

    /** Returns the time since it took a batch, or looked for one in vain. */
    Duration silence() {
        return heartbeat.silence();
    }

    /**
     * Takes and scores candidates until it is stopped.
     *
     * @throws HungPotentialException if the potential did not return in time; its candidates have
     *     been given back or rejected
     * @throws KafkaException if Kafka fails; candidates that were not acknowledged go back
     * @throws IllegalStateException if scoring cannot go on; candidates that were not acknowledged
     *     go back
     */
    @Override
    public void run() {
        try (consumer) {
            consumer.subscribe(List.of(Topic.CANDIDATES.topicName()));
            while (!stopped.isDone()) {
                heartbeat.beat();
                if (standstill.reason().isPresent()) {
                    awaitStop();
                } else {
                    List<ConsumerRecord<String, byte[]>> records = poll();
                    if (!records.isEmpty()) {
                        meters.timeBatch(() -> handle(records));
                    }
                }
            }
        }
    }

    /** Waits as long as a poll does, or until the loop is stopped. */
    private void awaitStop() {
        try {
            host.await(stopped, POLL.toNanos());
        } catch (TimeoutException e) {
            LOG.trace("not stopped");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    private List<ConsumerRecord<String, byte[]>> poll() {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        consumer.poll(POLL).forEach(records::add);
        return records;
    }

    private void handle(List<ConsumerRecord<String, byte[]>> records) {
        Duration lock = consumer.acquisitionLockTimeoutMs()
                .map(Duration::ofMillis)
                .orElse(ScorerGroup.RECORD_LOCK);
        Lease lease = new Lease(consumer, records, lock, host, meters);
        List<ConsumerRecord<String, byte[]>> fresh = new ArrayList<>();
        List<ConsumerRecord<String, byte[]>> suspects = new ArrayList<>();
        records.forEach(record -> (deliveries(record) == 1 ? fresh : suspects).add(record));
        // In random order: if the first one kills the scorer, the others are delivered once more
        // for nothing, and the next time another one should be first.
        Collections.shuffle(suspects, random);
        if (!fresh.isEmpty()) {
            handle(fresh, lease);
        }
        for (ConsumerRecord<String, byte[]> suspect : suspects) {
            handle(List.of(suspect), lease);
        }
    }

    private void handle(List<ConsumerRecord<String, byte[]>> part, Lease lease) {
        heartbeat.beat();
        ScoringThread.Job job =
                scoring.submit(part.stream().map(ScorerLoop::delivery).toList());
        try {
            settle(part, lease.await(job, job::remainingNanos), lease);
        } catch (TimeoutException e) {
            boolean hangsOnThis = job.isOverdue();
            scoring.abandon();
            meters.countDeadline();
            endAfterHang(part, hangsOnThis ? outcomesOfHang(part) : untried(part), lease);
        } catch (CancellationException e) {
            endAfterHang(part, untried(part), lease);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException("candidates could not be scored", e.getCause());
        }
    }

    /**
     * Settles candidates after the potential has hung.
     *
     * @throws HungPotentialException in any case; if settling fails, the candidates go back
     */
    private void endAfterHang(
            List<ConsumerRecord<String, byte[]>> part, List<Outcome> outcomes, Lease lease) {
        HungPotentialException hang = new HungPotentialException(
                "the potential did not come back in time; " + part.size() + " candidates in hand");
        try {
            settle(part, outcomes, lease);
        } catch (RuntimeException e) {
            hang.addSuppressed(e);
        }
        throw hang;
    }

    private static List<Outcome> untried(List<ConsumerRecord<String, byte[]>> part) {
        return Collections.nCopies(
                part.size(), new Outcome.Release("the potential hung on other candidates"));
    }

    /**
     * Returns the outcomes of candidates with which the potential did not return. If there are
     * several, nobody knows which one is the cause, so each will be tried alone.
     */
    private List<Outcome> outcomesOfHang(List<ConsumerRecord<String, byte[]>> part) {
        return part.size() == 1
                ? List.of(scoring.overdue(delivery(part.get(0))))
                : Collections.nCopies(
                        part.size(),
                        new Outcome.Release("the potential did not come back in time"));
    }

    private void settle(
            List<ConsumerRecord<String, byte[]>> part, List<Outcome> outcomes, Lease lease) {
        // First, so that no lane of this scorer takes what this lane gives back.
        outcomes.forEach(outcome -> newer(outcome).ifPresent(standstill::begin));
        List<Future<?>> writes = new ArrayList<>();
        for (int i = 0; i < part.size(); i++) {
            if (lease.holds(part.get(i))) {
                message(part.get(i), outcomes.get(i))
                        .ifPresent(message -> writes.add(producer.send(message)));
                discovery(outcomes.get(i)).ifPresent(message -> writes.add(producer.send(message)));
                phase(outcomes.get(i)).ifPresent(message -> {
                    writes.add(producer.send(message));
                    meters.countDiscovery();
                });
            }
        }
        for (Future<?> write : writes) {
            await(write, lease);
        }
        Map<ConsumerRecord<String, byte[]>, AcknowledgeType> acknowledgements =
                new LinkedHashMap<>();
        for (int i = 0; i < part.size(); i++) {
            if (lease.holds(part.get(i))) {
                acknowledgements.put(part.get(i), acknowledgement(outcomes.get(i)));
                meters.count(outcomes.get(i), deliveries(part.get(i)) > 1);
            }
        }
        lease.settle(acknowledgements);
        outcomes.forEach(this::audit);
    }

    /** The next audits wait until the potential has done what waits for it already. */
    private void audit(Outcome outcome) {
        if (outcome instanceof Outcome.Publish publish
                && publish.isAudited()
                && audits.add(publish.scored())) {
            scoring.afterBatches(audits::next);
        }
    }

    private static void await(Future<?> write, Lease lease) {
        try {
            lease.await(write);
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "cannot publish scores: " + e.getCause().getMessage(), e.getCause());
        }
    }

    /** Returns why a newer release must take over; empty if it need not. */
    private static Optional<String> newer(Outcome outcome) {
        if (outcome instanceof Outcome.DeadLetter deadLetter) {
            Rejected rejected = deadLetter.rejected();
            return rejected.getReason().equals(CandidateHandler.UNKNOWN_SCHEMA)
                    ? Optional.of(rejected.getDetail())
                    : Optional.empty();
        }
        return outcome instanceof Outcome.Newer newer
                ? Optional.of(newer.detail())
                : Optional.empty();
    }

    private static Optional<ProducerRecord<String, SpecificRecord>> message(
            ConsumerRecord<String, byte[]> record, Outcome outcome) {
        if (outcome instanceof Outcome.Publish publish) {
            String key = CandidateIds.text(publish.scored().getCandidate().getId());
            return Optional.of(
                    new ProducerRecord<>(Topic.SCORED.topicName(), key, publish.scored()));
        }
        if (outcome instanceof Outcome.DeadLetter deadLetter) {
            String key = record.key() == null ? deadLetter.rejected().getSource() : record.key();
            return Optional.of(
                    new ProducerRecord<>(Topic.REJECTED.topicName(), key, deadLetter.rejected()));
        }
        return Optional.empty();
    }

    private Optional<ProducerRecord<String, SpecificRecord>> discovery(Outcome outcome) {
        return outcome instanceof Outcome.Publish publish
                ? discoveries.of(publish.scored())
                : Optional.empty();
    }

    private static Optional<ProducerRecord<String, SpecificRecord>> phase(Outcome outcome) {
        return outcome instanceof Outcome.Publish publish
                ? publish.discovery()
                        .map(phase -> new ProducerRecord<>(
                                Topic.HULL_PHASES.topicName(), phase.getFormula(), phase))
                : Optional.empty();
    }

    private static CandidateHandler.Delivery delivery(ConsumerRecord<String, byte[]> record) {
        return new CandidateHandler.Delivery(
                record.topic(),
                record.partition(),
                record.offset(),
                record.value(),
                deliveries(record));
    }

    private static int deliveries(ConsumerRecord<String, byte[]> record) {
        return record.deliveryCount().orElse((short) 1);
    }

    private static AcknowledgeType acknowledgement(Outcome outcome) {
        if (outcome instanceof Outcome.Release || outcome instanceof Outcome.Newer) {
            return AcknowledgeType.RELEASE;
        }
        return outcome instanceof Outcome.Publish ? AcknowledgeType.ACCEPT : AcknowledgeType.REJECT;
    }
}
