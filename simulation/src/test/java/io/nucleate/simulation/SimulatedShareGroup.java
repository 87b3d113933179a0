package io.nucleate.simulation;

import org.apache.kafka.clients.consumer.AcknowledgeType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * A share group on one topic: locks that run out, delivery counts, renewals, and the broker's limit
 * of deliveries, at which it drops a record without a word.
 */
final class SimulatedShareGroup {
    private final VirtualTime time;
    private final long lockNanos;
    private final int deliveryLimit;
    private final List<SimulatedTopics.Log> logs;
    private final Map<SimulatedTopics.Log, Partition> partitions;
    private final BiConsumer<SimulatedTopics.Log, SimulatedTopics.Entry> dropped;

    /** A record that was delivered to a member. */
    record Delivery(SimulatedTopics.Log log, SimulatedTopics.Entry entry, int deliveries) {}

    private static final class Partition {
        private final TreeMap<Long, InFlight> inFlight = new TreeMap<>();
        private long next;
    }

    private static final class InFlight {
        private final SimulatedTopics.Entry entry;
        private int deliveries;
        private Object owner;
        private long lockedUntil;

        private InFlight(SimulatedTopics.Entry entry) {
            this.entry = entry;
        }
    }

    /** @param dropped is told of what the broker drops at its limit of deliveries */
    SimulatedShareGroup(
            VirtualTime time,
            List<SimulatedTopics.Log> logs,
            long lockNanos,
            int deliveryLimit,
            BiConsumer<SimulatedTopics.Log, SimulatedTopics.Entry> dropped) {
        this.time = time;
        this.logs = logs;
        this.lockNanos = lockNanos;
        this.deliveryLimit = deliveryLimit;
        this.dropped = dropped;
        partitions = new java.util.LinkedHashMap<>();
        logs.forEach(log -> partitions.put(log, new Partition()));
    }

    long lockNanos() {
        return lockNanos;
    }

    /** Gives records to a member, beginning with a partition. */
    List<Delivery> acquire(Object member, int first, int recordsMax) {
        List<Delivery> acquired = new ArrayList<>();
        for (int i = 0; i < logs.size() && acquired.size() < recordsMax; i++) {
            SimulatedTopics.Log log = logs.get((first + i) % logs.size());
            acquire(member, log, partitions.get(log), recordsMax, acquired);
        }
        return acquired;
    }

    private void acquire(
            Object member,
            SimulatedTopics.Log log,
            Partition partition,
            int recordsMax,
            List<Delivery> acquired) {
        partition.inFlight.headMap(log.start()).clear();
        partition.next = Math.max(partition.next, log.start());
        for (InFlight record : List.copyOf(partition.inFlight.values())) {
            expire(log, partition, record);
            if (record.owner == null
                    && acquired.size() < recordsMax
                    && partition.inFlight.containsKey(record.entry.offset())) {
                acquired.add(give(member, log, record));
            }
        }
        while (acquired.size() < recordsMax) {
            SimulatedTopics.Entry entry = log.from(partition.next);
            if (entry == null || entry.offset() >= log.stableEnd()) {
                return;
            }
            partition.next = entry.offset() + 1;
            if (entry.isVisible()) {
                InFlight record = new InFlight(entry);
                partition.inFlight.put(entry.offset(), record);
                acquired.add(give(member, log, record));
            }
        }
    }

    private Delivery give(Object member, SimulatedTopics.Log log, InFlight record) {
        record.owner = member;
        record.lockedUntil = time.now() + lockNanos;
        record.deliveries++;
        return new Delivery(log, record.entry, record.deliveries);
    }

    private void expire(SimulatedTopics.Log log, Partition partition, InFlight record) {
        if (record.owner != null && record.lockedUntil <= time.now()) {
            release(log, partition, record);
        }
    }

    private void release(SimulatedTopics.Log log, Partition partition, InFlight record) {
        record.owner = null;
        if (record.deliveries >= deliveryLimit) {
            partition.inFlight.remove(record.entry.offset());
            dropped.accept(log, record.entry);
        }
    }

    /** Acknowledges a record; returns whether the member still had it. */
    boolean acknowledge(Object member, SimulatedTopics.Log log, long offset, AcknowledgeType type) {
        Partition partition = partitions.get(log);
        InFlight record = partition.inFlight.get(offset);
        if (record != null) {
            expire(log, partition, record);
        }
        if (record == null || record.owner != member) {
            return false;
        }
        switch (type) {
            case ACCEPT, REJECT -> partition.inFlight.remove(offset);
            case RELEASE -> release(log, partition, record);
            case RENEW -> record.lockedUntil = time.now() + lockNanos;
        }
        return true;
    }

    /** Takes back all that a member has. */
    void leave(Object member) {
        partitions.forEach((log, partition) -> {
            for (InFlight record : List.copyOf(partition.inFlight.values())) {
                if (record.owner == member) {
                    release(log, partition, record);
                }
            }
        });
    }

    /** Returns whether all records have been settled. */
    boolean isDrained() {
        return partitions.entrySet().stream().allMatch(entry -> {
            entry.getValue().inFlight.headMap(entry.getKey().start()).clear();
            SimulatedTopics.Entry next = entry.getKey().from(entry.getValue().next);
            return entry.getValue().inFlight.isEmpty() && next == null;
        });
    }
}
