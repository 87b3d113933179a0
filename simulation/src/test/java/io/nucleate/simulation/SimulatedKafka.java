package io.nucleate.simulation;

import io.nucleate.schemas.KafkaClients;
import io.nucleate.schemas.Scored;

import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidRecordStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Serializer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * Connects one simulated process to the topics in memory. Each call that goes to the broker takes
 * time, before and after its effect; there the process may be killed or stopped.
 */
final class SimulatedKafka implements KafkaClients {
    /** Kafka's max.poll.records. */
    private static final int POLLED_MAX = 500;

    private final World world;
    private final SimulatedProcess process;

    SimulatedKafka(World world, SimulatedProcess process) {
        this.world = world;
        this.process = process;
    }

    private SimulatedTopics topics() {
        return world.topics();
    }

    @Override
    public Consumer<String, byte[]> connectConsumer(String clientId) {
        return Partial.of(Consumer.class, new Reader(clientId, false));
    }

    @Override
    public Consumer<String, byte[]> connectUncommittedConsumer(String clientId) {
        return Partial.of(Consumer.class, new Reader(clientId, true));
    }

    @Override
    public <V> Producer<String, V> connectProducer(String clientId, Serializer<V> values) {
        return Partial.of(Producer.class, new Writer<>(values));
    }

    @Override
    public <V> Producer<String, V> connectTransactionalProducer(
            String clientId, String transactionalId, Serializer<V> values) {
        return Partial.of(Producer.class, new TransactionalWriter<>(transactionalId, values));
    }

    @Override
    public ShareConsumer<String, byte[]> connectShareConsumer(String clientId, int recordsMax) {
        return Partial.of(ShareConsumer.class, new Member(clientId, recordsMax));
    }

    private static ConsumerRecord<String, byte[]> record(
            TopicPartition partition, SimulatedTopics.Entry entry, Optional<Short> deliveries) {
        return new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                entry.offset(),
                entry.timestamp(),
                TimestampType.CREATE_TIME,
                -1,
                -1,
                entry.key(),
                entry.value(),
                new RecordHeaders(),
                Optional.empty(),
                deliveries);
    }

    /** A consumer without a group, which reads what is committed. */
    @SuppressWarnings("unused") // called by the proxy
    private final class Reader {
        private final String clientId;
        private final boolean uncommitted;
        private final Map<TopicPartition, Long> positions = new LinkedHashMap<>();
        private final Set<TopicPartition> fetched = new LinkedHashSet<>();
        private boolean woken;

        private Reader(String clientId, boolean uncommitted) {
            this.clientId = clientId;
            this.uncommitted = uncommitted;
        }

        public void assign(Collection<TopicPartition> partitions) {
            positions.clear();
            partitions.forEach(partition ->
                    positions.put(partition, topics().log(partition).start()));
        }

        public Set<TopicPartition> assignment() {
            return new LinkedHashSet<>(positions.keySet());
        }

        public void seekToBeginning(Collection<TopicPartition> partitions) {
            partitions.forEach(
                    partition -> seek(partition, topics().log(partition).start()));
        }

        public void seek(TopicPartition partition, long offset) {
            positions.put(partition, offset);
            fetched.remove(partition);
        }

        public long position(TopicPartition partition) {
            return Math.max(positions.get(partition), topics().log(partition).start());
        }

        public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
            world.call(process, "ends");
            Map<TopicPartition, Long> ends = new LinkedHashMap<>();
            partitions.forEach(partition -> ends.put(partition, end(topics().log(partition))));
            return ends;
        }

        private long end(SimulatedTopics.Log log) {
            return uncommitted && !world.has(World.Flaw.OPEN_NOT_AWAITED)
                    ? log.end()
                    : world.end(log);
        }

        public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
            world.call(process, "beginnings");
            Map<TopicPartition, Long> starts = new LinkedHashMap<>();
            partitions.forEach(
                    partition -> starts.put(partition, topics().log(partition).start()));
            return starts;
        }

        public List<PartitionInfo> partitionsFor(String topic) {
            return topics().logs(topic).stream()
                    .map(log ->
                            new PartitionInfo(topic, log.partition().partition(), null, null, null))
                    .toList();
        }

        public OptionalLong currentLag(TopicPartition partition) {
            return fetched.contains(partition)
                    ? OptionalLong.of(
                            Math.max(0, world.end(topics().log(partition)) - position(partition)))
                    : OptionalLong.empty();
        }

        public ConsumerRecords<String, byte[]> poll(Duration wait) {
            world.call(process, "poll");
            long until = world.time().now() + wait.toNanos();
            while (true) {
                if (woken) {
                    woken = false;
                    throw new WakeupException();
                }
                Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> records = fetch();
                if (!records.isEmpty() || world.time().now() >= until) {
                    return new ConsumerRecords<>(records, Map.of());
                }
                world.time().await(topics().data(), until);
                world.call(process, "fetch");
            }
        }

        /** Any number of records, of partitions in any order. */
        private Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> fetch() {
            Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> records =
                    new LinkedHashMap<>();
            List<TopicPartition> partitions = new ArrayList<>(positions.keySet());
            int left = world.records(16, POLLED_MAX);
            int first = partitions.isEmpty() ? 0 : world.chance(partitions.size());
            for (int i = 0; i < partitions.size() && left > 0; i++) {
                TopicPartition partition = partitions.get((first + i) % partitions.size());
                SimulatedTopics.Log log = topics().log(partition);
                long position = position(partition);
                List<ConsumerRecord<String, byte[]>> part = new ArrayList<>();
                fetched.add(partition);
                while (left > 0) {
                    SimulatedTopics.Entry entry = log.from(position);
                    long stable = world.end(log);
                    if (entry == null || entry.offset() >= stable) {
                        position = Math.max(position, stable);
                        break;
                    }
                    position = entry.offset() + 1;
                    if (world.reads(clientId, partition, entry)) {
                        part.add(record(partition, entry, Optional.empty()));
                        left--;
                    }
                }
                positions.put(partition, position);
                if (!part.isEmpty()) {
                    records.put(partition, part);
                }
            }
            return records;
        }

        public void wakeup() {
            woken = true;
            world.time().fire(topics().data(), 0);
        }

        public void close() {}
    }

    private static RecordMetadata metadata(TopicPartition partition, long offset) {
        return new RecordMetadata(partition, offset, 0, 0, -1, -1);
    }

    /** A producer that sends each partition's records together, after a while. */
    @SuppressWarnings("unused") // called by the proxy
    private class Writer<V> {
        private final Serializer<V> values;
        private final Map<TopicPartition, List<Pending>> pending = new LinkedHashMap<>();

        private Writer(Serializer<V> values) {
            this.values = values;
            process.onDeath(this::dieWithPending);
        }

        private record Pending(
                String key, byte[] value, CompletableFuture<RecordMetadata> future) {}

        public Future<RecordMetadata> send(ProducerRecord<String, V> record) {
            if (process.isDead()) {
                throw new VirtualTime.Killed(process.name());
            }
            TopicPartition partition = record.partition() == null
                    ? topics().partitionOf(record.topic(), record.key())
                    : new TopicPartition(record.topic(), record.partition());
            CompletableFuture<RecordMetadata> future = new CompletableFuture<>();
            List<Pending> batch = pending.get(partition);
            if (batch == null) {
                batch = new ArrayList<>();
                pending.put(partition, batch);
                world.time().at(world.latency(), () -> deliver(partition));
            }
            if (world.has(World.Flaw.SOURCE_FORGOTTEN) && record.value() instanceof Scored scored) {
                scored.getCandidate().setSubstitution(null);
            }
            batch.add(new Pending(
                    record.key(), values.serialize(record.topic(), record.value()), future));
            if (world.acknowledgesEarly()) {
                future.complete(metadata(partition, 0));
            }
            return future;
        }

        private void deliver(TopicPartition partition) {
            List<Pending> batch = process.isDead() ? null : pending.remove(partition);
            if (batch != null) {
                for (Pending one : batch) {
                    long offset = write(partition, one.key, one.value);
                    one.future.complete(metadata(partition, offset));
                }
                world.time().fire(process.signal(), 0);
            }
        }

        long write(TopicPartition partition, String key, byte[] value) {
            return topics().append(partition, key, value, null);
        }

        /** What was under way arrives, or does not. */
        private void dieWithPending() {
            pending.forEach((partition, batch) -> {
                if (world.chance(2) == 0) {
                    int arrive = world.chance(batch.size() + 1);
                    for (Pending one : batch.subList(0, arrive)) {
                        write(partition, one.key, one.value);
                    }
                }
            });
            pending.clear();
        }

        public void flush() {
            world.call(process, "flush");
            while (!pending.isEmpty()) {
                world.time().await(process.signal(), Long.MAX_VALUE);
            }
            world.call(process, "flushed");
        }

        public void close() {
            if (!process.isDead()) {
                flush();
            }
        }

        public void close(Duration patience) {
            close();
        }
    }

    @SuppressWarnings("unused") // called by the proxy
    private final class TransactionalWriter<V> extends Writer<V> {
        private final String id;
        private int epoch;
        private SimulatedTopics.Transaction transaction;
        private boolean fenced;

        private TransactionalWriter(String id, Serializer<V> values) {
            super(values);
            this.id = id;
        }

        public void initTransactions() {
            world.call(process, "init " + id);
            epoch = topics().fence(id);
            world.call(process, "initialised " + id);
        }

        public void beginTransaction() {
            world.call(process, "begin");
            if (fenced) {
                throw new ProducerFencedException("fenced");
            }
            transaction = topics().begin(id, epoch);
        }

        @Override
        long write(TopicPartition partition, String key, byte[] value) {
            try {
                topics().requireEpoch(id, epoch);
                return topics().append(partition, key, value, transaction);
            } catch (ProducerFencedException e) {
                // The commit will say so.
                fenced = true;
                return -1;
            }
        }

        public void commitTransaction() {
            flush();
            try {
                if (world.has(World.Flaw.COMMITS_LOST) && world.chance(20) == 0) {
                    topics().abort(transaction);
                } else {
                    topics().commit(transaction);
                }
            } catch (ProducerFencedException e) {
                fenced = true;
                throw e;
            }
            world.trace(() -> process.name() + " committed");
            world.call(process, "committed");
        }

        public void abortTransaction() {
            flush();
            topics().abort(transaction);
            world.call(process, "aborted");
        }
    }

    /** A member of the share group that acknowledges record by record. */
    @SuppressWarnings("unused") // called by the proxy
    private final class Member {
        private final String clientId;
        private final int recordsMax;
        private final Map<TopicPartition, Map<Long, SimulatedShareGroup.Delivery>> held =
                new LinkedHashMap<>();
        private final List<Acknowledgement> acknowledged = new ArrayList<>();
        private final List<SimulatedShareGroup.Delivery> renewed = new ArrayList<>();

        private record Acknowledgement(
                SimulatedShareGroup.Delivery delivery, AcknowledgeType type) {}

        private Member(String clientId, int recordsMax) {
            this.clientId = clientId;
            this.recordsMax = recordsMax;
            process.onDeath(() -> {
                // The broker notices the closed connection, or only that the locks run out.
                if (world.chance(2) == 0) {
                    world.group().leave(this);
                }
            });
        }

        public void subscribe(Collection<String> names) {
            world.call(process, "subscribe");
        }

        public Optional<Integer> acquisitionLockTimeoutMs() {
            return Optional.of((int) (world.group().lockNanos() / 1_000_000));
        }

        public ConsumerRecords<String, byte[]> poll(Duration wait) {
            if (!held.isEmpty()) {
                throw new IllegalStateException(
                        "All records must be acknowledged in explicit" + " acknowledgement mode.");
            }
            settle();
            world.call(process, "poll");
            long until = world.time().now() + wait.toNanos();
            while (true) {
                List<SimulatedShareGroup.Delivery> deliveries = new ArrayList<>(renewed);
                if (renewed.isEmpty() || world.chance(4) == 0) {
                    deliveries.addAll(world.group()
                            .acquire(this, world.chance(4), world.records(recordsMax, recordsMax)));
                }
                renewed.clear();
                if (!deliveries.isEmpty() || world.time().now() >= until) {
                    return hand(deliveries);
                }
                world.time().await(topics().data(), until);
                world.call(process, "fetch");
            }
        }

        private ConsumerRecords<String, byte[]> hand(
                List<SimulatedShareGroup.Delivery> deliveries) {
            Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> records =
                    new LinkedHashMap<>();
            for (SimulatedShareGroup.Delivery delivery : deliveries) {
                TopicPartition partition = delivery.log().partition();
                held.computeIfAbsent(partition, ignored -> new LinkedHashMap<>())
                        .put(delivery.entry().offset(), delivery);
                records.computeIfAbsent(partition, ignored -> new ArrayList<>())
                        .add(record(partition, delivery.entry(), Optional.of((short)
                                delivery.deliveries())));
            }
            if (!deliveries.isEmpty()) {
                world.trace(
                        () -> process.name() + " took " + deliveries.size() + " as " + clientId);
            }
            world.call(process, "polled");
            return new ConsumerRecords<>(records, Map.of());
        }

        public void acknowledge(ConsumerRecord<String, byte[]> record, AcknowledgeType type) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            Map<Long, SimulatedShareGroup.Delivery> part = held.getOrDefault(partition, Map.of());
            SimulatedShareGroup.Delivery delivery = part.remove(record.offset());
            if (delivery == null) {
                throw new IllegalStateException(
                        "The record cannot be acknowledged: " + partition + "@" + record.offset());
            }
            if (part.isEmpty()) {
                held.remove(partition);
            }
            acknowledged.add(new Acknowledgement(delivery, type));
        }

        public Map<TopicIdPartition, Optional<KafkaException>> commitSync() {
            world.call(process, "acknowledge");
            Map<TopicIdPartition, Optional<KafkaException>> results = settle();
            world.call(process, "acknowledged");
            return results;
        }

        private Map<TopicIdPartition, Optional<KafkaException>> settle() {
            Map<TopicIdPartition, Optional<KafkaException>> results = new HashMap<>();
            for (Acknowledgement one : acknowledged) {
                SimulatedShareGroup.Delivery delivery = one.delivery();
                TopicIdPartition partition =
                        new TopicIdPartition(Uuid.ZERO_UUID, delivery.log().partition());
                boolean isDone = world.group()
                        .acknowledge(this, delivery.log(), delivery.entry().offset(), one.type());
                results.putIfAbsent(partition, Optional.empty());
                if (!isDone) {
                    results.put(
                            partition,
                            Optional.of(new InvalidRecordStateException("the lock ran out")));
                } else if (one.type() == AcknowledgeType.RENEW) {
                    renewed.add(delivery);
                } else if (one.type() == AcknowledgeType.RELEASE) {
                    world.time().fire(topics().data(), 0);
                }
            }
            acknowledged.clear();
            return results;
        }

        public void close() {
            if (!process.isDead()) {
                settle();
                world.group().leave(this);
                world.time().fire(topics().data(), 0);
            }
        }
    }
}
