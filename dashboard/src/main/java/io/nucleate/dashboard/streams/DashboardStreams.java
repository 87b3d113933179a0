package io.nucleate.dashboard.streams;

import io.nucleate.dashboard.view.RunReport;
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
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.config.TopicConfig;
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
import java.util.Properties;

/** Owns the Kafka Streams of the service, from its start to its stop. */
@ApplicationScoped
public class DashboardStreams {
    private static final Logger LOG = Logger.getLogger(DashboardStreams.class);
    private static final String CHANGELOG_SEGMENT = Integer.toString(4 << 20);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

    private final KafkaSettings kafka;
    private final String applicationId;
    private final Path dataDirectory;
    private final Optional<String> run;
    private volatile KafkaStreams streams;

    DashboardStreams(
            @ConfigProperty(name = "nucleate.kafka.bootstrap-servers") String bootstrapServers,
            @ConfigProperty(name = "nucleate.dashboard.application-id") String applicationId,
            @ConfigProperty(name = "nucleate.run") Optional<String> run,
            @ConfigProperty(name = "nucleate.dashboard.data-dir") Path dataDirectory) {
        this.kafka = new KafkaSettings(bootstrapServers);
        this.applicationId = applicationId;
        this.run = run;
        this.dataDirectory = dataDirectory;
    }

    void start(@Observes StartupEvent event) {
        streams = new KafkaStreams(DashboardTopology.build(partitions()), settings());
        streams.setUncaughtExceptionHandler(failure -> {
            LOG.errorf(failure, "The statistics cannot go on: %s", failure.getMessage());
            Quarkus.asyncExit(1);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.start();
    }

    private int partitions() {
        try (Consumer<?, ?> consumer = kafka.connectConsumer("dashboard-start")) {
            return TopicPartitions.of(consumer, Topic.SCORED).size();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        streams.close(CLOSE_MAX);
    }

    /** Provides the report that the web shows. */
    @Produces
    @Singleton
    RunReport report() {
        return new RunReport(new StreamsRunState(this::store), run, Clock.systemUTC());
    }

    KafkaStreams.State state() {
        return streams.state();
    }

    /** Returns the longest time since a thread asked for records. */
    Duration silence() {
        return streams.metrics().values().stream()
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
        return streams.store(StoreQueryParameters.fromNameAndType(
                storeName, QueryableStoreTypes.keyValueStore()));
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
        // old session to end. One that is started beside it takes over: sharing the partitions,
        // each would show its part as the whole.
        settings.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                applicationId);
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
