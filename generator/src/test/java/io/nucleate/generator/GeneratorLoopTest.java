package io.nucleate.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nucleate.broker.LocalBroker;
import io.nucleate.crystal.substitution.Exchanges.Exchanged;
import io.nucleate.policy.Draws;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.TestPolicies;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Blocks;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.GeneratorProgress;
import io.nucleate.schemas.Host;
import io.nucleate.schemas.KafkaClients;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.LearnerProgress;
import io.nucleate.schemas.LogProbRecord;
import io.nucleate.schemas.RunStatus;
import io.nucleate.schemas.ShortHash;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicAdmin;
import io.nucleate.schemas.TopicPartitions;
import io.nucleate.schemas.WeightsPublisher;

import org.apache.commons.codec.digest.DigestUtils;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The loop on a real broker: it follows the weights, numbers its candidates, and waits for the
 * learner.
 */
@Timeout(120)
class GeneratorLoopTest {
    private static final String RUN = "run";
    private static final Constraints CONSTRAINTS =
            Constraints.parse("elements=Na,Cl,O required-elements=O max-atoms=40");

    @TempDir
    Path directory;

    private LocalBroker broker;
    private KafkaSettings kafka;
    private Policy policy;
    private byte[] weights;

    @BeforeEach
    void start() {
        broker = LocalBroker.start(directory, 0);
        kafka = new KafkaSettings(broker.bootstrapServers());
        TopicAdmin.ensure(kafka, 1);
        policy = TestPolicies.tiny(1);
        weights = policy.toSafeTensors().toBytes();
    }

    @AfterEach
    void stop() {
        policy.close();
        broker.close();
    }

    private static GeneratorLoop loop(KafkaClients clients, Optional<Blocks> blocks) {
        return loop(clients, blocks, () -> RunStatus.RUNNING);
    }

    private static GeneratorLoop loop(
            KafkaClients clients, Optional<Blocks> blocks, Supplier<RunStatus> state) {
        return loop(clients, blocks, state, SubstitutionSource.NONE);
    }

    private static GeneratorLoop loop(
            KafkaClients clients,
            Optional<Blocks> blocks,
            Supplier<RunStatus> state,
            SubstitutionSource substitution) {
        return new GeneratorLoop(
                new GeneratorLoop.Identity(RUN, "generator", 7, "settings", "code"),
                state,
                SamplingSettings.DEFAULT,
                substitution,
                LoadedPolicy.Loader.of(CONSTRAINTS, Device.cpu()),
                blocks,
                clients,
                new Pace.Settings(8, 24, Duration.ofMinutes(10), Duration.ofSeconds(60)),
                Host.REAL,
                new SimpleMeterRegistry());
    }

    @Test
    void candidatesComeUpToTheBoundAndGoOnWithTheNextVersion() throws Exception {
        GeneratorLoop loop = loop(kafka, Optional.empty());
        Thread thread = new Thread(loop, "generator");
        candidatesOfAnotherRun(kafka);
        thread.start();
        try (WeightsPublisher publisher = new WeightsPublisher(kafka, RUN);
                KafkaConsumer<String, Candidate> consumer = consumer(kafka)) {
            assertThat(loop.version()).isEqualTo(-1);
            publisher.publish(0, weights, 0, List.of());
            List<Candidate> candidates = read(consumer, 24);
            assertThat(candidates)
                    .hasSize(24)
                    .allMatch(candidate -> candidate.getPolicyVersion() == 0)
                    .allMatch(candidate -> candidate
                            .getWeightsSha256()
                            .equals(ShortHash.of(DigestUtils.sha256Hex(weights))));
            assertThat(poll(consumer, Duration.ofSeconds(2))).isEmpty();
            logProbsAreThoseOfThePolicy(policy.under(CONSTRAINTS), candidates);

            publisher.publish(1, weights, 16, List.of());
            publisher.publish(progress(16));
            candidates.addAll(read(consumer, 16));
            assertThat(candidates.get(candidates.size() - 1).getPolicyVersion()).isEqualTo(1);
            assertThat(candidates.stream().map(candidate -> candidate.getId().getSequence()))
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, candidates.size()).boxed().toList());
        } finally {
            loop.stop();
            thread.join(30_000);
        }
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void aPausedRunIsNotSampledAndAnEndedOneEndsTheLoop() throws Exception {
        AtomicReference<RunStatus> state = new AtomicReference<>(RunStatus.PAUSED);
        GeneratorLoop loop = loop(kafka, Optional.empty(), state::get);
        Thread thread = new Thread(loop, "generator");
        try (WeightsPublisher publisher = new WeightsPublisher(kafka, RUN);
                KafkaConsumer<String, Candidate> consumer = consumer(kafka)) {
            publisher.publish(0, weights, 0, List.of());
            thread.start();
            assertThat(poll(consumer, Duration.ofSeconds(4))).isEmpty();
            assertThat(loop.standing()).isEmpty();
            state.set(RunStatus.RUNNING);
            assertThat(read(consumer, 24)).hasSize(24);
            state.set(RunStatus.ENDED);
            thread.join();
        } finally {
            loop.stop();
        }
    }

    /** They keep the numbers, densities and companions that the policy's crystals have. */
    @Test
    void substitutionTakesThePlaceOfSomeCrystalsAndLeavesTheOthers() {
        SubstitutionSource substitution = SubstitutionSourceTest.of(0.25, CONSTRAINTS);
        try (WeightsPublisher publisher = new WeightsPublisher(kafka, RUN);
                KafkaConsumer<String, Candidate> consumer = consumer(kafka)) {
            publisher.publish(0, weights, 0, List.of());
            GeneratorLoop loop =
                    loop(kafka, Optional.empty(), () -> RunStatus.RUNNING, substitution);
            loop.start();
            List<Candidate> candidates = steps(loop, consumer, 24).stream()
                    .sorted(Comparator.comparing(one -> one.getId().getSequence()))
                    .toList();
            loop.close();
            for (int i = 0; i < 24; i++) {
                SampledCrystal drawn = policy.under(CONSTRAINTS)
                        .sampleEach(
                                Draws.of(7, "generator", i - i % 8, 8), SamplingSettings.DEFAULT, 1)
                        .get(i % 8);
                Candidate candidate = candidates.get(i);
                assertThat(candidate.getBehaviourLogProb().getElement())
                        .isEqualTo(drawn.logProb().element());
                if (i % 4 < 3) {
                    assertThat(candidate.getSubstitution()).isNull();
                    assertThat(candidate.getCrystal())
                            .isEqualTo(CrystalRecords.write(drawn.crystal()));
                } else {
                    Exchanged exchanged = substitution
                            .replacing(7, "generator", i, drawn.crystal())
                            .orElseThrow();
                    assertThat(candidate.getSubstitution())
                            .isEqualTo(SubstitutionSource.record(drawn.crystal(), exchanged));
                    assertThat(candidate.getCrystal())
                            .isEqualTo(CrystalRecords.write(exchanged.crystal()));
                }
            }
        }
    }

    /** Else its health could not tell whether it waits for weights or for room. */
    @Test
    void oneThatStartsWithoutRoomKnowsItsVersion() {
        try (WeightsPublisher publisher = new WeightsPublisher(kafka, RUN);
                KafkaConsumer<String, Candidate> consumer = consumer(kafka)) {
            publisher.publish(0, weights, 0, List.of());
            GeneratorLoop first = loop(kafka, Optional.empty());
            first.start();
            steps(first, consumer, 24);
            first.close();
            publisher.publish(progress(0));

            GeneratorLoop second = loop(kafka, Optional.empty());
            second.start();
            assertThat(second.version()).isEqualTo(-1);
            while (second.version() < 0) {
                second.step();
            }
            assertThat(second.version()).isZero();
            assertThat(poll(consumer, Duration.ofMillis(100))).isEmpty();
            second.close();
        }
    }

    /** Wherever it dies, the candidates are those that one start would have drawn, each once. */
    @ParameterizedTest
    @EnumSource(Crash.Point.class)
    void aGeneratorThatWasKilledGoesOnBehindWhatIsPublished(Crash.Point point) {
        try (WeightsPublisher publisher = new WeightsPublisher(kafka, RUN);
                KafkaConsumer<String, Candidate> consumer = consumer(kafka)) {
            publisher.publish(0, weights, 0, List.of());
            Crash crash = new Crash(kafka, point);
            GeneratorLoop killed = loop(crash, Optional.empty());
            killed.start();
            assertThatThrownBy(() -> {
                        while (true) {
                            killed.step();
                        }
                    })
                    .isInstanceOf(Crash.Killed.class);

            GeneratorLoop successor = loop(kafka, Optional.empty());
            successor.start();
            List<Candidate> candidates = new ArrayList<>();
            while (candidates.size() < 24) {
                successor.step();
                candidates.addAll(poll(consumer, Duration.ofMillis(100)));
            }
            successor.close();
            candidates.sort(Comparator.comparing(candidate -> candidate.getId().getSequence()));
            assertThat(candidates.stream().map(candidate -> candidate.getId().getSequence()))
                    .containsExactlyElementsOf(LongStream.range(0, 24).boxed().toList());
            Policy constrained = policy.under(CONSTRAINTS);
            for (int first = 0; first < 24; first += 8) {
                List<SampledCrystal> again = constrained.sampleEach(
                        Draws.of(7, "generator", first, 8), SamplingSettings.DEFAULT, 1);
                for (int i = 0; i < 8; i++) {
                    assertThat(CrystalRecords.read(candidates.get(first + i).getCrystal()))
                            .isEqualTo(again.get(i).crystal());
                }
            }
            killed.close();
            crash.close();
        }
    }

    @Test
    void aSecondGeneratorOfTheNameTakesOver() {
        try (WeightsPublisher publisher = new WeightsPublisher(kafka, RUN)) {
            publisher.publish(0, weights, 0, List.of());
            GeneratorLoop first = loop(kafka, Optional.empty());
            Thread thread = new Thread(first, "generator");
            AtomicReference<Throwable> failure = new AtomicReference<>();
            thread.setUncaughtExceptionHandler((ended, e) -> failure.set(e));
            thread.start();
            try (KafkaConsumer<String, Candidate> consumer = consumer(kafka)) {
                read(consumer, 24);
                GeneratorLoop second = loop(kafka, Optional.empty());
                second.start();
                publisher.publish(progress(24));
                thread.join(60_000);
                assertThat(failure.get())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("another generator called generator")
                        .hasMessageContaining("nucleate.name");
                second.close();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Blocks of 8: numbers 0 to 23 by version 0, the next 8 by version 1, whatever is newest. */
    @Test
    void aDeterministicRunDrawsEachBlockWithItsVersion() {
        try (WeightsPublisher publisher = new WeightsPublisher(kafka, RUN);
                KafkaConsumer<String, Candidate> consumer = consumer(kafka)) {
            publisher.publish(0, weights, 0, List.of());
            GeneratorLoop loop = loop(kafka, Optional.of(new Blocks(8)));
            loop.start();
            List<Candidate> candidates = steps(loop, consumer, 24);
            publisher.publish(progress(24));
            for (int i = 0; i < 3; i++) {
                loop.step();
            }
            assertThat(poll(consumer, Duration.ofSeconds(1)))
                    .as("version 1 has not come")
                    .isEmpty();
            publisher.publish(1, weights, 8, List.of());
            publisher.publish(2, weights, 16, List.of());
            loop.close();

            // Its reader begins at the newest version, and needs the one before it.
            GeneratorLoop successor = loop(kafka, Optional.of(new Blocks(8)));
            successor.start();
            candidates.addAll(steps(successor, consumer, 16));
            successor.close();
            candidates.sort(Comparator.comparing(candidate -> candidate.getId().getSequence()));
            assertThat(candidates.stream().map(Candidate::getPolicyVersion))
                    .containsExactlyElementsOf(IntStream.range(0, 40)
                            .mapToObj(sequence -> Math.max(0, sequence / 8 - 2))
                            .toList());
        }
    }

    private static List<Candidate> steps(
            GeneratorLoop loop, KafkaConsumer<String, Candidate> consumer, int atLeast) {
        List<Candidate> candidates = new ArrayList<>();
        while (candidates.size() < atLeast) {
            loop.step();
            candidates.addAll(poll(consumer, Duration.ofMillis(100)));
        }
        return candidates;
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
                        new GeneratorProgress("generator", below, List.of(), Instant.EPOCH)))
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
