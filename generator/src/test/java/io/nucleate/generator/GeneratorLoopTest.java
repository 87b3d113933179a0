package io.nucleate.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nucleate.broker.LocalBroker;
import io.nucleate.policy.Policy;
import io.nucleate.policy.PolicyConfig;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.SpaceGroupDistribution;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.GeneratorProgress;
import io.nucleate.schemas.Host;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.LearnerProgress;
import io.nucleate.schemas.LogProbRecord;
import io.nucleate.schemas.ProgressFollower;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicAdmin;
import io.nucleate.schemas.TopicPartitions;
import io.nucleate.schemas.WeightsFollower;
import io.nucleate.schemas.WeightsPublisher;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
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
import java.util.stream.LongStream;

/**
 * The loop on a real broker: it follows the weights, numbers its candidates, and waits for the
 * learner.
 */
@Timeout(120)
class GeneratorLoopTest {
    private static final String RUN = "run";
    private static final PolicyConfig TINY =
            new PolicyConfig(3, 4, 2, 16, 2, 2, 8, 16, 8, 6, PolicyConfig.Convention.SAMPLED);

    private static final Constraints CONSTRAINTS =
            Constraints.parse("elements=Na,Cl,O required-elements=O max-atoms=40");

    @TempDir
    Path directory;

    @Test
    void candidatesComeUpToTheBoundAndGoOnWithTheNextVersion() throws Exception {
        try (LocalBroker broker = LocalBroker.start(directory, 0);
                Policy policy = Policy.initialize(
                        TINY, SpaceGroupDistribution.uniform(), 1, Device.cpu())) {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrapServers());
            TopicAdmin.ensure(kafka, 1);
            GeneratorLoop loop = new GeneratorLoop(
                    new GeneratorLoop.Identity(RUN, "generator-1", 7),
                    SamplingSettings.DEFAULT,
                    LoadedPolicy.Loader.of(CONSTRAINTS, Device.cpu()),
                    new WeightsFollower(kafka, "generator", RUN),
                    new KafkaProducer<>(
                            kafka.producer("generator"),
                            new StringSerializer(),
                            AvroSerde.of(Candidate.class)),
                    new ProgressFollower(kafka, "generator", RUN),
                    new Pace.Settings(8, 24, Duration.ofMinutes(10), Duration.ofSeconds(60)),
                    Host.REAL,
                    new SimpleMeterRegistry());
            Thread thread = new Thread(loop, "generator");
            candidatesOfAnotherRun(kafka);
            thread.start();
            try (WeightsPublisher publisher = new WeightsPublisher(kafka, RUN);
                    KafkaConsumer<String, Candidate> consumer = consumer(kafka)) {
                assertThat(loop.version()).isEqualTo(-1);
                byte[] weights = policy.toSafeTensors().toBytes();
                publisher.publish(0, weights, 0, List.of());
                List<Candidate> candidates = read(consumer, 20);
                // A last batch may have been on its way.
                candidates.addAll(poll(consumer, Duration.ofSeconds(2)));
                assertThat(candidates)
                        .hasSizeBetween(20, 24)
                        .allMatch(candidate -> candidate.getPolicyVersion() == 0);
                assertThat(poll(consumer, Duration.ofSeconds(2))).isEmpty();
                logProbsAreThoseOfThePolicy(policy.under(CONSTRAINTS), candidates);

                publisher.publish(1, weights, 16, List.of());
                publisher.publish(progress(16));
                candidates.addAll(read(consumer, 12));
                assertThat(candidates.get(candidates.size() - 1).getPolicyVersion())
                        .isEqualTo(1);
                assertThat(candidates.stream()
                                .map(candidate -> candidate.getId().getSequence()))
                        .containsExactlyInAnyOrderElementsOf(
                                LongStream.range(0, candidates.size()).boxed().toList());
            } finally {
                loop.stop();
                thread.join(30_000);
            }
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private static void logProbsAreThoseOfThePolicy(Policy policy, List<Candidate> candidates) {
        var recomputed = policy.logProb(candidates.stream()
                .map(candidate -> CrystalRecords.read(candidate.getCrystal()))
                .toList());
        for (int i = 0; i < candidates.size(); i++) {
            LogProbRecord sent = candidates.get(i).getBehaviourLogProb();
            assertThat(sent.getWyckoff()
                            + sent.getElement()
                            + sent.getCoordinate()
                            + sent.getLattice())
                    .isCloseTo(recomputed.get(i).total(), within(1e-3));
        }
    }

    private static LearnerProgress progress(long below) {
        return LearnerProgress.newBuilder()
                .setRun(RUN)
                .setVersion(1)
                .setBatchSize(16)
                .setWaiting(0)
                .setCandidatesAccounted(below)
                .setLost(0)
                .setRefused(0)
                .setGenerators(List.of(
                        new GeneratorProgress("generator-1", below, List.of(), Instant.EPOCH)))
                .setReportedAt(Instant.EPOCH)
                .build();
    }

    /** They took the room of this one before. */
    private static void candidatesOfAnotherRun(KafkaSettings kafka) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                kafka.producer("another"), new StringSerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < 30; i++) {
                String key = "another/generator-1/" + i;
                producer.send(new ProducerRecord<>(Topic.CANDIDATES.topicName(), key, null))
                        .get();
            }
        }
    }

    private static KafkaConsumer<String, Candidate> consumer(KafkaSettings kafka) {
        KafkaConsumer<String, Candidate> consumer = new KafkaConsumer<>(
                kafka.consumer("test"), new StringDeserializer(), AvroSerde.of(Candidate.class));
        TopicPartitions.assignFromBeginning(consumer, Topic.CANDIDATES);
        return consumer;
    }

    private static List<Candidate> read(KafkaConsumer<String, Candidate> consumer, int atLeast) {
        List<Candidate> candidates = new ArrayList<>();
        while (candidates.size() < atLeast) {
            candidates.addAll(poll(consumer, Duration.ofMillis(500)));
        }
        return candidates;
    }

    /** Returns those of this run. */
    private static List<Candidate> poll(KafkaConsumer<String, Candidate> consumer, Duration wait) {
        List<Candidate> candidates = new ArrayList<>();
        consumer.poll(wait).forEach(record -> {
            if (record.key().startsWith(RUN + "/")) {
                candidates.add(record.value());
            }
        });
        return candidates;
    }
}
