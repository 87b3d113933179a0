package io.nucleate.learner.service;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nucleate.broker.LocalBroker;
import io.nucleate.learner.TestPolicies;
import io.nucleate.learner.optimization.TrainedWeights;
import io.nucleate.learner.reinforcement.ReinforcementSettings;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.LogProbRecord;
import io.nucleate.schemas.PublishedWeights;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicAdmin;
import io.nucleate.schemas.TopicPartitions;
import io.nucleate.schemas.WeightsFollower;
import io.nucleate.schemas.WeightsPublisher;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The loop on a real broker: outcomes in, versions out, stopped in the middle of a batch and
 * started again.
 */
@Timeout(120)
class LearnerLoopTest {
    private static final String RUN = "run";
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final ReinforcementSettings SETTINGS =
            new ReinforcementSettings(8, 1, 1e-3, 0.2, 1, 0.05, 4, 2, 0.99, 10);

    @TempDir
    Path directory;

    private KafkaSettings kafka;
    private List<SampledCrystal> samples;

    @Test
    void aStoppedLearnerGoesOnAndCountsNothingTwice() throws Exception {
        Path initial = directory.resolve("initial.safetensors");
        try (Policy policy = TestPolicies.tiny(1)) {
            policy.toSafeTensors().write(initial);
            samples = policy.sample(40, SamplingSettings.DEFAULT, new SplittableRandom(1));
        }
        try (LocalBroker broker = LocalBroker.start(directory.resolve("broker"), 0)) {
            kafka = new KafkaSettings(broker.bootstrapServers());
            TopicAdmin.ensure(kafka, 1);
            try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                            kafka.producer("test"),
                            new StringSerializer(),
                            new ByteArraySerializer());
                    WeightsFollower follower = new WeightsFollower(kafka, "test", RUN)) {
                Runner runner = new Runner(initial);
                assertThat(await(follower, 0).manifest().getCandidatesAccounted())
                        .isZero();
                producer.send(new ProducerRecord<>(
                                Topic.SCORED.topicName(), "rubbish", new byte[] {1, 2, 3}))
                        .get();
                send(producer, 0, 20);
                send(producer, 3, 4);
                reject(producer, 20);
                await(follower, 2);
                runner.stop();

                Runner again = new Runner(initial);
                assertThat(await(follower, 2).version()).isEqualTo(2);
                send(producer, 21, 25);
                await(follower, 3);
                // Topics are read in any order; a batch later the rejected candidate has been met
                // for sure.
                send(producer, 25, 33);
                PublishedWeights newest = await(follower, 4);
                assertThat(newest.manifest().getCandidatesAccounted()).isEqualTo(33);
                again.stop();
                assertThat(TrainedWeights.read(directory).toBytes())
                        .as("taken out of the directory, as published")
                        .isEqualTo(newest.safetensors());
                assertThat(updates()).containsExactly("1", "2", "2", "3", "4");
            }
        }
    }

    private final class Runner {
        private final LearnerLoop loop;
        private final Thread thread;

        Runner(Path initial) {
            loop = new LearnerLoop(
                    RUN,
                    SETTINGS,
                    Constraints.NONE,
                    new LearnerDirectory(directory.resolve("learner"), Optional.of(initial)),
                    Device.cpu(),
                    new KafkaConsumer<>(
                            kafka.consumer("learner"),
                            new StringDeserializer(),
                            new ByteArrayDeserializer()),
                    new WeightsPublisher(kafka, RUN),
                    new LearnerMeters(new SimpleMeterRegistry()));
            thread = new Thread(loop, "learner");
            thread.start();
        }

        void stop() throws InterruptedException {
            loop.stop();
            thread.join(30_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private static PublishedWeights await(WeightsFollower follower, int version) {
        while (true) {
            Optional<PublishedWeights> newest = follower.poll(Duration.ofSeconds(1));
            if (newest.isPresent() && newest.get().version() >= version) {
                return newest.get();
            }
        }
    }

    private void send(KafkaProducer<String, byte[]> producer, int from, int to) throws Exception {
        AvroSerde<Scored> serde = AvroSerde.of(Scored.class);
        for (int i = from; i < to; i++) {
            Scored scored = Scored.newBuilder()
                    .setCandidate(candidate(i))
                    .setFormula("X")
                    .setReward(-0.1 * i)
                    .setRewardName("test")
                    .setPotential("none")
                    .setHullReference("none")
                    .setScorer("test")
                    .setScoredAt(NOW)
                    .build();
            // One partition keeps the order, so that it is known which crystals made which version.
            producer.send(new ProducerRecord<>(
                            Topic.SCORED.topicName(),
                            0,
                            "k" + i,
                            serde.serialize(Topic.SCORED.topicName(), scored)))
                    .get();
        }
    }

    private void reject(KafkaProducer<String, byte[]> producer, int sequence) throws Exception {
        Rejected rejected = Rejected.newBuilder()
                .setCandidate(candidate(sequence))
                .setSource("candidates-0@0")
                .setReason("potential-failed")
                .setDetail("a test")
                .setDeliveries(4)
                .setScorer("test")
                .setRejectedAt(NOW)
                .build();
        String topic = Topic.REJECTED.topicName();
        producer.send(new ProducerRecord<>(
                        topic, "k", AvroSerde.of(Rejected.class).serialize(topic, rejected)))
                .get();
    }

    private Candidate candidate(int sequence) {
        SampledCrystal sample = samples.get(sequence);
        return new Candidate(
                new CandidateId(RUN, "generator", (long) sequence),
                0,
                new LogProbRecord(
                        sample.logProb().wyckoff(),
                        sample.logProb().element(),
                        sample.logProb().coordinate(),
                        sample.logProb().lattice()),
                CrystalRecords.write(sample.crystal()),
                NOW);
    }

    /** Keys of the update records; the restart announces the newest version once more. */
    private List<String> updates() {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                kafka.consumer("updates"), new StringDeserializer(), new ByteArrayDeserializer())) {
            TopicPartitions.assignFromBeginning(consumer, Topic.UPDATES);
            List<String> keys = new ArrayList<>();
            while (keys.size() < 5) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> keys.add(record.key()));
            }
            return keys;
        }
    }
}
