package io.nucleate.scorer.service;

import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * The records of one delivery while they are this consumer's: their locks are renewed for as long
 * as it waits for anything, and they are settled one part after another. For the consumer's thread.
 */
final class Lease {
    private static final Logger LOG = Logger.getLogger(Lease.class);

    /** Renewals per lock, so that one may fail or come late. */
    private static final int RENEWALS_PER_LOCK = 3;

    /** A renewed record is handed out again at once; nothing is waited for. */
    private static final Duration AT_ONCE = Duration.ZERO;

    private final ShareConsumer<String, byte[]> consumer;
    private final ScorerMeters meters;
    private final long renewalNanos;
    private final Map<Position, ConsumerRecord<String, byte[]>> held = new LinkedHashMap<>();
    private long nextRenewal;

    private record Position(int partition, long offset) {
        static Position of(ConsumerRecord<?, ?> record) {
            return new Position(record.partition(), record.offset());
        }
    }

    /** @param lock how long records stay this consumer's without a word from it */
    Lease(
            ShareConsumer<String, byte[]> consumer,
            List<ConsumerRecord<String, byte[]>> records,
            Duration lock,
            ScorerMeters meters) {
        this.consumer = consumer;
        this.meters = meters;
        this.renewalNanos = lock.toNanos() / RENEWALS_PER_LOCK;
        records.forEach(record -> held.put(Position.of(record), record));
        nextRenewal = System.nanoTime() + renewalNanos;
    }

    /**
     * Whether a record can still be settled; a renewal that came too late has given it to another
     * scorer.
     */
    boolean holds(ConsumerRecord<String, byte[]> record) {
        return held.containsKey(Position.of(record));
    }

    /** Waits for something that has a time limit of its own, and renews all locks meanwhile. */
    <T> T await(Future<T> future) throws ExecutionException {
        try {
            return await(future, () -> Long.MAX_VALUE);
        } catch (TimeoutException e) {
            throw new IllegalStateException("a wait without limit ended", e);
        }
    }

    /**
     * Waits, and renews all locks meanwhile.
     *
     * @param remainingNanos asked again and again, how long to wait still
     * @throws TimeoutException when no time remains
     */
    <T> T await(Future<T> future, LongSupplier remainingNanos)
            throws ExecutionException, TimeoutException {
        while (true) {
            try {
                long untilRenewal = nextRenewal - System.nanoTime();
                return future.get(
                        Math.min(untilRenewal, remainingNanos.getAsLong()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (remainingNanos.getAsLong() <= 0) {
                    throw e;
                }
                if (nextRenewal - System.nanoTime() <= 0) {
                    renew();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KafkaException("interrupted", e);
            }
        }
    }

    /**
     * Renewed records are handed out again by the next poll. What is missing from it has become
     * another scorer's; what comes unexpected is given back, for there is work enough in hand.
     */
    private void renew() {
        if (held.isEmpty()) {
            nextRenewal = System.nanoTime() + renewalNanos;
            return;
        }
        held.values().forEach(record -> consumer.acknowledge(record, AcknowledgeType.RENEW));
        consumer.commitSync();
        Map<Position, ConsumerRecord<String, byte[]>> renewed = new LinkedHashMap<>();
        for (ConsumerRecord<String, byte[]> record : consumer.poll(AT_ONCE)) {
            if (holds(record)) {
                renewed.put(Position.of(record), record);
            } else {
                consumer.acknowledge(record, AcknowledgeType.RELEASE);
            }
        }
        meters.countRenewed(renewed.size());
        if (renewed.size() < held.size()) {
            lost(held.size() - renewed.size(), "their locks had run out");
            held.keySet().retainAll(renewed.keySet());
        }
        nextRenewal = System.nanoTime() + renewalNanos;
    }

    /**
     * Acknowledges records that are still held. A refusal means another delivery, and nothing
     * worse.
     */
    void settle(Map<ConsumerRecord<String, byte[]>, AcknowledgeType> acknowledgements) {
        acknowledgements.forEach((record, type) -> {
            consumer.acknowledge(record, type);
            held.remove(Position.of(record));
        });
        consumer.commitSync()
                .forEach((partition, failure) -> failure.ifPresent(e -> {
                    long affected = acknowledgements.keySet().stream()
                            .filter(record -> record.partition() == partition.partition())
                            .count();
                    lost((int) affected, e.toString());
                }));
    }

    private void lost(int candidates, String why) {
        meters.countUnacknowledged(candidates);
        LOG.warnf("%d candidates will be scored again, here or elsewhere: %s", candidates, why);
    }
}
