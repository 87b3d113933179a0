package io.nucleate.scorer.service;

import io.nucleate.schemas.Host;

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
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * The records of one delivery while this consumer holds their locks. It renews the locks whenever
 * it waits for something, and acknowledges the records in parts. Only the consumer's thread may use
 * it.
 */
final class Lease {
    private static final Logger LOG = Logger.getLogger(Lease.class);

    /** Number of renewals during the time of a lock, so that one of them may fail or come late. */
    private static final int RENEWALS_PER_LOCK = 3;

    /** Timeout of the poll after a renewal: it returns renewed records at once. */
    private static final Duration AT_ONCE = Duration.ZERO;

    private final ShareConsumer<String, byte[]> consumer;
    private final Host host;
    private final ScorerMeters meters;
    private final long renewalNanos;
    private final Map<Position, ConsumerRecord<String, byte[]>> held = new LinkedHashMap<>();
    private long nextRenewal;

    private record Position(int partition, long offset) {
        static Position of(ConsumerRecord<?, ?> record) {
            return new Position(record.partition(), record.offset());
        }
    }

    /** @param lock time that the broker keeps a record for this consumer without a renewal */
    Lease(
            ShareConsumer<String, byte[]> consumer,
            List<ConsumerRecord<String, byte[]>> records,
            Duration lock,
            Host host,
            ScorerMeters meters) {
        this.consumer = consumer;
        this.host = host;
        this.meters = meters;
        this.renewalNanos = lock.toNanos() / RENEWALS_PER_LOCK;
        records.forEach(record -> held.put(Position.of(record), record));
        nextRenewal = host.nanoTime() + renewalNanos;
    }

    /**
     * Tells whether this consumer still holds the lock of a record. If a renewal came too late,
     * another scorer has the record.
     */
    boolean holds(ConsumerRecord<String, byte[]> record) {
        return held.containsKey(Position.of(record));
    }

    /** Waits for a task that has its own time limit, and renews all locks meanwhile. */
    <T> T await(Future<T> future) throws ExecutionException {
        try {
            return await(future, () -> Long.MAX_VALUE);
        } catch (TimeoutException e) {
            throw new IllegalStateException("a wait without limit ended", e);
        }
    }

    /**
     * Waits for a task, and renews all locks meanwhile.
     *
     * @param remainingNanos returns how long to wait from now on; it is called repeatedly
     * @throws TimeoutException if no time remains
     */
    <T> T await(Future<T> future, LongSupplier remainingNanos)
            throws ExecutionException, TimeoutException {
        while (true) {
            try {
                long untilRenewal = nextRenewal - host.nanoTime();
                return host.await(future, Math.min(untilRenewal, remainingNanos.getAsLong()));
            } catch (TimeoutException e) {
                if (remainingNanos.getAsLong() <= 0) {
                    throw e;
                }
                if (nextRenewal - host.nanoTime() <= 0) {
                    renew();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KafkaException("interrupted", e);
            }
        }
    }

    /**
     * Renews all locks. The next poll returns the renewed records. A record that it does not return
     * belongs to another scorer now. A record that comes for the first time is given back, because
     * there is enough work already.
     */
    private void renew() {
        if (held.isEmpty()) {
            nextRenewal = host.nanoTime() + renewalNanos;
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
        nextRenewal = host.nanoTime() + renewalNanos;
    }

    /**
     * Acknowledges records that are still held. If the broker refuses, they are delivered again,
     * and nothing worse happens.
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
