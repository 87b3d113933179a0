package io.nucleate.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.broker.LocalBroker;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * What is committed behind the open transaction of somebody who hangs cannot be read before it
 * ends. Who starts must not take that for the end.
 */
class OpenTransactionTest {
    @TempDir
    Path directory;

    private LocalBroker broker;
    private KafkaSettings kafka;
    private Producer<String, SpecificRecord> hanging;

    @BeforeEach
    void start() {
        broker = LocalBroker.start(directory, 0);
        kafka = new KafkaSettings(broker.bootstrapServers());
        TopicAdmin.ensure(kafka, 1);
        hanging =
                kafka.connectTransactionalProducer("hanging", "hanging", new AnyRecordSerializer());
        hanging.initTransactions();
        hanging.beginTransaction();
    }

    @AfterEach
    void stop() {
        hanging.close();
        broker.close();
    }

    private void leaveOpen(Topic topic, SpecificRecord record) throws Exception {
        hanging.send(new ProducerRecord<>(topic.topicName(), "another", record)).get();
    }

    /** Clients whose consumers end the open transaction when they wait for something. */
    private record Patient(KafkaClients clients, Runnable end) implements KafkaClients {
        @Override
        @SuppressWarnings("unchecked") // the proxy is of the consumer's interface
        public Consumer<String, byte[]> connectConsumer(String clientId) {
            Consumer<String, byte[]> consumer = clients.connectConsumer(clientId);
            return (Consumer<String, byte[]>) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {Consumer.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("poll")) {
                            end.run();
                        }
                        try {
                            return method.invoke(consumer, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        @Override
        public Consumer<String, byte[]> connectUncommittedConsumer(String clientId) {
            return clients.connectUncommittedConsumer(clientId);
        }

        @Override
        public <V> Producer<String, V> connectProducer(String clientId, Serializer<V> values) {
            return clients.connectProducer(clientId, values);
        }

        @Override
        public <V> Producer<String, V> connectTransactionalProducer(
                String clientId, String transactionalId, Serializer<V> values) {
            return clients.connectTransactionalProducer(clientId, transactionalId, values);
        }

        @Override
        public ShareConsumer<String, byte[]> connectShareConsumer(String clientId, int recordsMax) {
            return clients.connectShareConsumer(clientId, recordsMax);
        }
    }

    private Patient patient() {
        boolean[] hasEnded = {false};
        return new Patient(kafka, () -> {
            if (!hasEnded[0]) {
                hasEnded[0] = true;
                hanging.abortTransaction();
            }
        });
    }

    @Test
    void aGeneratorFindsItsNumber() throws Exception {
        GeneratorState state = new GeneratorState("run", "generator", 8L, 0, Instant.EPOCH);
        leaveOpen(Topic.GENERATOR_PROGRESS, state);
        String key = GeneratorStates.key("run", "generator");
        try (Producer<String, SpecificRecord> own =
                kafka.connectTransactionalProducer("own", "own", new AnyRecordSerializer())) {
            own.initTransactions();
            own.beginTransaction();
            own.send(new ProducerRecord<>(Topic.GENERATOR_PROGRESS.topicName(), key, state))
                    .get();
            own.commitTransaction();
        }
        assertThat(GeneratorStates.newest(patient(), "run", "generator")).contains(state);
    }

    @Test
    void aLearnerFindsTheEpochAndTheNewestVersion() throws Exception {
        LearnerProgress report = LearnerProgress.newBuilder()
                .setRun("run")
                .setEpoch(3)
                .setVersion(0)
                .setBatchSize(8)
                .setWaiting(0)
                .setCandidatesAccounted(0)
                .setLost(0)
                .setRefused(0)
                .setGenerators(List.of())
                .setReportedAt(Instant.EPOCH)
                .build();
        leaveOpen(Topic.LEARNER_PROGRESS, report);
        leaveOpen(
                Topic.POLICY_WEIGHTS,
                new PolicyWeights("another", 0, new WeightsChunk(0, ByteBuffer.wrap(new byte[1]))));
        try (WeightsPublisher publisher = new WeightsPublisher(kafka, "run")) {
            publisher.publish(0, new byte[] {1, 2, 3}, 0, List.of());
            publisher.publish(report);
        }
        Patient patient = patient();
        try (ProgressFollower progress = new ProgressFollower(patient, "test", "run");
                WeightsFollower weights = new WeightsFollower(patient, "test", "run")) {
            assertThat(progress.newest()).contains(report);
            assertThat(weights.newest().orElseThrow().version()).isZero();
        }
    }
}
