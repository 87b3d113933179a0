package io.nucleate.simulation;

import io.nucleate.schemas.Topic;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.utils.Utils;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The topics of a broker, in memory: partitions whose offsets have gaps, transactions with their
 * markers, fencing, retention and compaction. Knows no clients.
 */
final class SimulatedTopics {
    /** After so long the broker aborts a transaction, and fences its producer. */
    static final long TRANSACTION_NANOS = 15_000_000_000L;

    private final VirtualTime time;
    private final VirtualTime.Signal data = new VirtualTime.Signal();
    private final Map<TopicPartition, Log> logs = new LinkedHashMap<>();
    private final Map<String, Integer> epochs = new HashMap<>();
    private final Map<String, Transaction> open = new HashMap<>();
    private final Listener listener;
    private final boolean fences;

    /** Told of every record when readers can see it. */
    interface Listener {
        void committed(TopicPartition partition, Entry entry);

        /** Told before records are deleted because they are old. */
        void deleted(TopicPartition partition, Entry entry);
    }

    /** A record, or the marker of a transaction's end. */
    static final class Entry {
        private final long offset;
        private final String key;
        private final byte[] value;
        private final long time;
        private final Transaction transaction;
        private final boolean isMarker;

        private Entry(
                long offset,
                String key,
                byte[] value,
                long time,
                Transaction transaction,
                boolean isMarker) {
            this.offset = offset;
            this.key = key;
            this.value = value;
            this.time = time;
            this.transaction = transaction;
            this.isMarker = isMarker;
        }

        long offset() {
            return offset;
        }

        String key() {
            return key;
        }

        byte[] value() {
            return value;
        }

        /** Milliseconds. */
        long timestamp() {
            return time / 1_000_000;
        }

        boolean isMarker() {
            return isMarker;
        }

        boolean isVisible() {
            return !isMarker
                    && (transaction == null || transaction.state == TransactionState.COMMITTED);
        }
    }

    private enum TransactionState {
        OPEN,
        COMMITTED,
        ABORTED
    }

    /** What a producer writes as one. */
    static final class Transaction {
        private final String id;
        private final int epoch;
        private final Map<Log, Long> firstOffsets = new LinkedHashMap<>();
        private TransactionState state = TransactionState.OPEN;

        private Transaction(String id, int epoch) {
            this.id = id;
            this.epoch = epoch;
        }
    }

    /** One partition. */
    static final class Log {
        private final TopicPartition partition;
        private final List<Entry> entries = new ArrayList<>();
        private long start;
        private long end;
        private final Set<Transaction> open = new HashSet<>();

        private Log(TopicPartition partition) {
            this.partition = partition;
        }

        TopicPartition partition() {
            return partition;
        }

        long start() {
            return start;
        }

        long end() {
            return end;
        }

        /** Returns the end of what read-committed readers may see. */
        long stableEnd() {
            long stable = end;
            for (Transaction transaction : open) {
                stable = Math.min(stable, transaction.firstOffsets.get(this));
            }
            return stable;
        }

        /** Returns the first entry at or after an offset; null where there is none. */
        Entry from(long offset) {
            int low = 0;
            int high = entries.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (entries.get(middle).offset < offset) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low < entries.size() ? entries.get(low) : null;
        }
    }

    /** @param fences whether a second producer with the same id fences the first, as it should */
    SimulatedTopics(VirtualTime time, Listener listener, boolean fences) {
        this.time = time;
        this.listener = listener;
        this.fences = fences;
        for (Topic topic : Topic.values()) {
            for (int i = 0; i < topic.partitions(); i++) {
                TopicPartition partition = new TopicPartition(topic.topicName(), i);
                logs.put(partition, new Log(partition));
            }
        }
    }

    /** Signals that there is more to read. */
    VirtualTime.Signal data() {
        return data;
    }

    Log log(TopicPartition partition) {
        Log log = logs.get(partition);
        if (log == null) {
            throw new IllegalArgumentException("no partition " + partition);
        }
        return log;
    }

    List<Log> logs(String topic) {
        return logs.values().stream()
                .filter(log -> log.partition.topic().equals(topic))
                .toList();
    }

    /** Returns the partition that Kafka's own partitioner gives a key. */
    TopicPartition partitionOf(String topic, String key) {
        byte[] bytes = (key == null ? "" : key).getBytes(StandardCharsets.UTF_8);
        return new TopicPartition(
                topic, Utils.toPositive(Utils.murmur2(bytes)) % logs(topic).size());
    }

    /** Returns the offset of the new record. */
    long append(TopicPartition partition, String key, byte[] value, Transaction transaction) {
        Log log = log(partition);
        Entry entry = new Entry(log.end++, key, value, time.now(), transaction, false);
        log.entries.add(entry);
        if (transaction == null) {
            listener.committed(partition, entry);
            time.fire(data, 0);
        } else if (transaction.firstOffsets.putIfAbsent(log, entry.offset) == null) {
            log.open.add(transaction);
        }
        return entry.offset;
    }

    /** Begins the epoch of a new producer; what an earlier one left open is aborted. */
    int fence(String transactionalId) {
        Transaction left = open.get(transactionalId);
        if (left != null && fences) {
            end(left, TransactionState.ABORTED);
        }
        return epochs.merge(transactionalId, 1, Integer::sum);
    }

    /** @throws ProducerFencedException where a newer producer with the same id has come */
    void requireEpoch(String transactionalId, int epoch) {
        if (fences && epochs.get(transactionalId) != epoch) {
            throw new ProducerFencedException("There is a newer producer with the same"
                    + " transactionalId " + transactionalId);
        }
    }

    Transaction begin(String transactionalId, int epoch) {
        requireEpoch(transactionalId, epoch);
        Transaction transaction = new Transaction(transactionalId, epoch);
        if (fences) {
            open.put(transactionalId, transaction);
        }
        time.at(TRANSACTION_NANOS, () -> {
            if (transaction.state == TransactionState.OPEN) {
                fence(transactionalId);
                end(transaction, TransactionState.ABORTED);
            }
        });
        return transaction;
    }

    void commit(Transaction transaction) {
        requireEpoch(transaction.id, transaction.epoch);
        end(transaction, TransactionState.COMMITTED);
    }

    void abort(Transaction transaction) {
        requireEpoch(transaction.id, transaction.epoch);
        end(transaction, TransactionState.ABORTED);
    }

    private void end(Transaction transaction, TransactionState state) {
        if (transaction.state != TransactionState.OPEN) {
            return;
        }
        transaction.state = state;
        open.remove(transaction.id, transaction);
        List<Map.Entry<TopicPartition, Entry>> committed = new ArrayList<>();
        transaction.firstOffsets.forEach((log, first) -> {
            if (state == TransactionState.COMMITTED) {
                for (Entry entry : log.entries) {
                    if (entry.transaction == transaction && !entry.isMarker) {
                        committed.add(Map.entry(log.partition, entry));
                    }
                }
            }
            log.entries.add(new Entry(log.end++, null, null, time.now(), transaction, true));
            log.open.remove(transaction);
        });
        committed.forEach(entry -> listener.committed(entry.getKey(), entry.getValue()));
        time.fire(data, 0);
    }

    /** Deletes the oldest records of a partition, those before an offset. */
    void deleteBefore(Log log, long offset) {
        long until = Math.min(offset, log.stableEnd());
        while (!log.entries.isEmpty() && log.entries.get(0).offset < until) {
            Entry entry = log.entries.remove(0);
            if (entry.isVisible()) {
                listener.deleted(log.partition, entry);
            }
        }
        log.start = Math.max(log.start, until);
    }

    /** Leaves the newest record of each key, but for the newest records, which stay all. */
    void compact(Log log, int active) {
        int cleanable = Math.max(0, log.entries.size() - active);
        long stable = log.stableEnd();
        Map<String, Long> newest = new TreeMap<>();
        for (Entry entry : log.entries) {
            if (entry.isVisible()) {
                newest.put(entry.key, entry.offset);
            }
        }
        List<Entry> kept = new ArrayList<>();
        for (int i = 0; i < log.entries.size(); i++) {
            Entry entry = log.entries.get(i);
            if (i >= cleanable
                    || entry.offset >= stable
                    || entry.isVisible()
                            && (entry.key == null || newest.get(entry.key) == entry.offset)) {
                kept.add(entry);
            }
        }
        log.entries.clear();
        log.entries.addAll(kept);
    }
}
