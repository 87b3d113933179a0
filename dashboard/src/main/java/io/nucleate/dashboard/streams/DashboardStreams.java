package io.nucleate.dashboard.streams;

import io.nucleate.dashboard.view.DiscoveryReport;
import io.nucleate.dashboard.view.RunReport;
import io.nucleate.dashboard.view.RunState;
import io.nucleate.dashboard.view.catalogue.Discoveries;
import io.nucleate.dashboard.view.health.HealthBoard;
import io.nucleate.dashboard.view.health.HealthNotes;
import io.nucleate.dashboard.view.health.HealthReport;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicPartitions;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;

/** Owns the Kafka Streams of the service, from its start to its stop. */
@ApplicationScoped
public class DashboardStreams {
    private static final Logger LOG = Logger.getLogger(DashboardStreams.class);
    private static final String CHANGELOG_SEGMENT = Integer.toString(4 << 20);
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

    private final KafkaSettings kafka;
    private final String applicationId;
    private final Path dataDirectory;
    private final Optional<String> run;
    private final Optional<Long> diskBudgetBytes;
    private final HealthBoard board = new HealthBoard();
    private final Optional<Sharing> sharing;
    private final StreamsRunState own = new StreamsRunState(this::store, this::discoveries);
    private final RunState state;
    private final Thread starter = new Thread(this::startOnceKafkaAnswers, "dashboard-start");
    private KafkaProbe probe;
    private volatile Discoveries discoveries;
    private volatile KafkaStreams streams;
    private volatile boolean isStopped;

    DashboardStreams(
            @ConfigProperty(name = "nucleate.kafka.bootstrap-servers") String bootstrapServers,
            @ConfigProperty(name = "nucleate.dashboard.application-id") String applicationId,
            @ConfigProperty(name = "nucleate.run") Optional<String> run,
            @ConfigProperty(name = "nucleate.dashboard.data-dir") Path dataDirectory,
            @ConfigProperty(name = "nucleate.dashboard.advertised") Optional<String> advertised,
            @ConfigProperty(name = "nucleate.dashboard.disk-budget-bytes")
                    Optional<Long> diskBudgetBytes) {
        this.kafka = new KafkaSettings(bootstrapServers);
        this.applicationId = applicationId;
        this.run = run;
        this.dataDirectory = dataDirectory;
        this.diskBudgetBytes = diskBudgetBytes;
        sharing = advertised.map(address -> new Sharing(address, this::started, CLOCK));
        state = sharing.map(one -> one.state(own)).orElse(own);
    }

    void start(@Observes StartupEvent event) {
        probe = new KafkaProbe(kafka.bootstrapServers(), applicationId, CLOCK);
        starter.setDaemon(true);
        starter.start();
    }

    /** Without Kafka there is nothing to show but that, which the web does meanwhile. */
    private void startOnceKafkaAnswers() {
        OptionalInt partitions = OptionalInt.empty();
        while (partitions.isEmpty() && !isStopped) {
            try {
                partitions = OptionalInt.of(partitions());
            } catch (TimeoutException e) {
                LOG.warnf("Waiting for Kafka at %s: %s", kafka.bootstrapServers(), e.getMessage());
            } catch (KafkaException e) {
                if (!isStopped) {
                    end(e);
                }
                return;
            }
        }
        partitions.ifPresent(this::start);
    }

    private synchronized void start(int partitions) {
        if (isStopped) {
            return;
        }
        discoveries = new Discoveries(partitions);
        KafkaStreams started = new KafkaStreams(
                DashboardTopology.build(partitions, discoveries, board), settings());
        started.setUncaughtExceptionHandler(failure -> {
            end(failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        started.start();
        streams = started;
        sharing.ifPresent(one -> one.start(kafka, DashboardStreams::end));
    }

    private static void end(Throwable failure) {
        LOG.errorf(failure, "The statistics cannot go on: %s", failure.getMessage());
        Quarkus.asyncExit(1);
    }

    private int partitions() {
        try (Consumer<?, ?> consumer = kafka.connectConsumer("dashboard-start")) {
            // A topic that is missing is named here, with the remedy.
            TopicPartitions.of(consumer, Topic.RUNS, Topic.CATALOGUE, Topic.METRICS);
            return TopicPartitions.of(consumer, Topic.SCORED).size();
        }
    }

    synchronized void stop(@Observes ShutdownEvent event) {
        isStopped = true;
        starter.interrupt();
        probe.close();
        sharing.ifPresent(Sharing::close);
        if (streams != null) {
            streams.close(CLOSE_MAX);
        }
    }

    /** Provides the report that the web shows. */
    @Produces
    @Singleton
    RunReport report() {
        return new RunReport(state, run, CLOCK);
    }

    /** Provides the report on discoveries. */
    @Produces
    @Singleton
    DiscoveryReport discoveryReport() {
        return new DiscoveryReport(state);
    }

    /** Provides what other instances ask of this one. */
    @Produces
    @Singleton
    Parts parts() {
        return new Parts(own, board, () -> state() == KafkaStreams.State.RUNNING);
    }

    /** Reports who is there; this answers without Kafka, too. */
    public HealthReport health() {
        HealthNotes notes = board.notes();
        return sharing.map(one -> one.heard(notes))
                .orElse(notes)
                .report(probe.state(), diskBudgetBytes.orElse(null), CLOCK.instant());
    }

    KafkaStreams.State state() {
        KafkaStreams started = streams;
        return started == null ? KafkaStreams.State.CREATED : started.state();
    }

    /** Returns the longest time since a thread asked for records. */
    Duration silence() {
        KafkaStreams started = streams;
        if (started == null) {
            return Duration.ZERO;
        }
        return started.metrics().values().stream()
                .filter(metric -> isPollOfAMainConsumer(metric.metricName()))
                .map(metric -> Duration.ofSeconds(((Number) metric.metricValue()).longValue()))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** A consumer that restores stores has nothing to ask for most of the time. */
    private static boolean isPollOfAMainConsumer(MetricName metric) {
        String client = metric.tags().getOrDefault("client-id", "");
        return metric.name().equals("last-poll-seconds-ago")
                && client.endsWith("-consumer")
                && !client.endsWith("-restore-consumer");
    }

    private <V> ReadOnlyKeyValueStore<String, V> store(String storeName) {
        return started()
                .store(StoreQueryParameters.fromNameAndType(
                        storeName, QueryableStoreTypes.keyValueStore()));
    }

    private KafkaStreams started() {
        KafkaStreams started = streams;
        if (started == null) {
            throw new RunState.NotReadyException(
                    "Kafka at " + kafka.bootstrapServers() + " has not answered yet", null);
        }
        return started;
    }

    private Discoveries discoveries() {
        started();
        return discoveries;
    }

    private Properties settings() {
        Properties settings = topologySettings();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, dataDirectory.toString());
        // The newest segment of a changelog is never cleaned.
        settings.put(
                StreamsConfig.topicPrefix(TopicConfig.SEGMENT_BYTES_CONFIG), CHANGELOG_SEGMENT);
        settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        // Stores and offsets move together, so a killed dashboard counts nothing twice and misses
        // nothing.
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1000);
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 8L << 20);
        // A static member that comes back takes its partitions up at once, without waiting for its
        // old session to end. One that is started beside it takes over, unless both say how the
        // other reaches them: each would show its part as the whole.
        settings.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                applicationId);
        sharing.ifPresent(one -> settings.putAll(one.settings(applicationId)));
        return settings;
    }

    /** Returns the settings that hold wherever the topology runs: its stores, and what it skips. */
    static Properties topologySettings() {
        Properties settings = new Properties();
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksDbMemory.class);
        settings.put(
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
                UnreadableRecords.class);
        settings.put(
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
                LogAndContinueProcessingExceptionHandler.class);
        return settings;
    }
}
