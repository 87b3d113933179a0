package io.nucleate.simulation;

import io.nucleate.dashboard.streams.DashboardTopology;
import io.nucleate.dashboard.streams.StreamsRunState;
import io.nucleate.dashboard.view.RunTotals;
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
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.Stores;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The dashboard's own topology, one task for each partition, as Kafka Streams runs it. Offsets and
 * stores move together there, so here a dashboard that is killed begins anew.
 */
final class SimulatedDashboard implements AutoCloseable {
    private static final Topic[] TOPICS = {
        Topic.CANDIDATES, Topic.SCORED, Topic.REJECTED, Topic.UPDATES
    };

    private final List<Task> tasks = new ArrayList<>();
    private volatile boolean stopping;

    private static final class Task {
        private final TopologyTestDriver driver;
        private final Map<String, TestInputTopic<String, byte[]>> inputs = new HashMap<>();

        private Task() {
            Properties settings = new Properties();
            settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "simulated");
            settings.put(
                    StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
                    LogAndContinueExceptionHandler.class);
            settings.put(
                    StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
                    LogAndContinueProcessingExceptionHandler.class);
            driver = new TopologyTestDriver(
                    DashboardTopology.build(Stores::inMemoryKeyValueStore), settings);
            for (Topic topic : TOPICS) {
                inputs.put(
                        topic.topicName(),
                        driver.createInputTopic(
                                topic.topicName(),
                                new StringSerializer(),
                                new ByteArraySerializer()));
            }
        }

        private <V> ReadOnlyKeyValueStore<String, V> store(String name) {
            return driver.getKeyValueStore(name);
        }
    }

    SimulatedDashboard() {
        for (int i = 0; i < Topic.SCORED.partitions(); i++) {
            tasks.add(new Task());
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
    void run(Consumer<String, byte[]> consumer, int times) {
        TopicPartitions.assignFromBeginning(consumer, TOPICS);
        while (!stopping) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                for (int i = 0; i < times; i++) {
                    tasks.get(record.partition())
                            .inputs
                            .get(record.topic())
                            .pipeInput(record.key(), record.value());
                }
            }
        }
    }

    /** Returns the counts of a run, as the page shows them. */
    RunTotals totals(String run) {
        RunTotals totals = RunTotals.EMPTY;
        for (Task task : tasks) {
            Map<String, RunTotals> part = new StreamsRunState(new StreamsRunState.Partitions() {
                        @Override
                        public <V> ReadOnlyKeyValueStore<String, V> store(String name) {
                            return task.store(name);
                        }
                    })
                    .totals();
            totals = totals.merge(part.getOrDefault(run, RunTotals.EMPTY));
        }
        return totals;
    }

    @Override
    public void close() {
        tasks.forEach(task -> task.driver.close());
    }
}
