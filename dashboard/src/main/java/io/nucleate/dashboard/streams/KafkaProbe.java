package io.nucleate.dashboard.streams;

import io.nucleate.dashboard.view.health.KafkaState;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/** Asks Kafka every few seconds whether it is there, and how much the dashboard has to read. */
final class KafkaProbe implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(KafkaProbe.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int ANSWER_MS = 3000;

    private final String bootstrapServers;
    private final String group;
    private final Clock clock;
    private final Thread thread = new Thread(this::run, "kafka-probe");
    private volatile KafkaState state;

    /** @param group of the dashboard's consumers */
    KafkaProbe(String bootstrapServers, String group, Clock clock) {
        this.bootstrapServers = bootstrapServers;
        this.group = group;
        this.clock = clock;
        state = new KafkaState(false, clock.instant(), null, null);
        thread.setDaemon(true);
        thread.start();
    }

    KafkaState state() {
        return state;
    }

    private void run() {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                ANSWER_MS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                ANSWER_MS,
                CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG,
                false))) {
            while (true) {
                ask(admin);
                Thread.sleep(INTERVAL.toMillis());
            }
        } catch (InterruptedException e) {
            LOG.debug("The probe of Kafka ends", e);
        }
    }

    private void ask(Admin admin) throws InterruptedException {
        try {
            note(true, lag(admin), storedBytes(admin));
        } catch (ExecutionException e) {
            LOG.debug("Kafka does not answer", e);
            note(false, null, null);
        }
    }

    private void note(boolean isUp, Long lag, Long storedBytes) {
        KafkaState before = state;
        Instant since = isUp == before.isUp() ? before.since() : clock.instant();
        state = new KafkaState(isUp, since, lag, storedBytes);
    }

    /** Returns null where Kafka does not tell, for example since the dashboard may not ask. */
    private static Long storedBytes(Admin admin) throws InterruptedException {
        try {
            List<Integer> brokers =
                    admin.describeCluster().nodes().get().stream().map(Node::id).toList();
            return admin.describeLogDirs(brokers).allDescriptions().get().values().stream()
                    .flatMap(directories -> directories.values().stream())
                    .flatMap(directory -> directory.replicaInfos().values().stream())
                    .mapToLong(ReplicaInfo::size)
                    .sum();
        } catch (ExecutionException e) {
            LOG.debug("Kafka does not tell what it stores", e);
            return null;
        }
    }

    private long lag(Admin admin) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> read =
                new HashMap<>(admin.listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .get());
        read.values().removeIf(offset -> offset == null);
        var ends = admin.listOffsets(
                        read.keySet().stream()
                                .collect(Collectors.toMap(
                                        partition -> partition, partition -> OffsetSpec.latest())),
                        new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get();
        return read.entrySet().stream()
                .mapToLong(entry -> Math.max(
                        0, ends.get(entry.getKey()).offset() - entry.getValue().offset()))
                .sum();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
