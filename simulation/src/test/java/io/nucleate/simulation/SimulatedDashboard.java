package io.nucleate.simulation;

import io.nucleate.dashboard.streams.DashboardTopology;
import io.nucleate.dashboard.streams.StreamsRunState;
import io.nucleate.dashboard.view.RunTotals;
import io.nucleate.dashboard.view.catalogue.Discoveries;
import io.nucleate.dashboard.view.health.HealthBoard;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicPartitions;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.state.BuiltInDslStoreSuppliers;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.IntSupplier;

/**
 * The dashboard's own topology. Kafka Streams moves offsets and stores together, so here a
 * dashboard that is killed begins anew.
 */
final class SimulatedDashboard implements AutoCloseable {
    private static final Topic[] TOPICS = {
        Topic.CANDIDATES, Topic.SCORED, Topic.REJECTED, Topic.UPDATES
    };

    private final TopologyTestDriver driver;
    private final Map<String, TestInputTopic<String, byte[]>> inputs = new HashMap<>();
    private final Discoveries discoveries = new Discoveries(1);
    private boolean stopping;

    SimulatedDashboard() {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "simulated");
        settings.put(
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
                LogAndContinueExceptionHandler.class);
        settings.put(
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
                LogAndContinueProcessingExceptionHandler.class);
        driver = new TopologyTestDriver(
                DashboardTopology.build(
                        1, discoveries, new HealthBoard(), BuiltInDslStoreSuppliers.IN_MEMORY),
                settings);
        for (Topic topic : TOPICS) {
            inputs.put(
                    topic.topicName(),
                    driver.createInputTopic(
                            topic.topicName(), new StringSerializer(), new ByteArraySerializer()));
        }
    }

    void stop() {
        stopping = true;
    }

    /**
     * Reads the topics and folds their records until it is stopped.
     *
     * @param times how often each record is folded; once where the dashboard is not flawed
     */
    void run(Consumer<String, byte[]> consumer, IntSupplier times) {
        TopicPartitions.assignFromBeginning(consumer, TOPICS);
        while (!stopping) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                for (int i = times.getAsInt(); i > 0; i--) {
                    inputs.get(record.topic()).pipeInput(record.key(), record.value());
                }
            }
        }
    }

    /** Returns the counts of a run, as the page shows them. */
    RunTotals totals(String run) {
        StreamsRunState.Partitions partitions = new StreamsRunState.Partitions() {
            @Override
            public <V> ReadOnlyKeyValueStore<String, V> store(String name) {
                return driver.getKeyValueStore(name);
            }
        };
        return new StreamsRunState(partitions, () -> discoveries)
                .totals()
                .getOrDefault(run, RunTotals.EMPTY);
    }

    @Override
    public void close() {
        driver.close();
    }
}
