package io.nucleate.learner.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.djl.Device;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nucleate.broker.LocalBroker;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.learner.optimization.TrainedWeights;
import io.nucleate.learner.reinforcement.Algorithm;
import io.nucleate.learner.reinforcement.Experience;
import io.nucleate.learner.reinforcement.Learner;
import io.nucleate.learner.reinforcement.LearnerState;
import io.nucleate.learner.reinforcement.PolicyTraining;
import io.nucleate.learner.reinforcement.ReinforcementSettings;
import io.nucleate.learner.reinforcement.ReinforcementTraining;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.TestPolicies;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.GeneratorProgress;
import io.nucleate.schemas.Host;
import io.nucleate.schemas.KafkaClients;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.LearnerProgress;
import io.nucleate.schemas.LogProbRecord;
import io.nucleate.schemas.ProgressFollower;
import io.nucleate.schemas.PublishedWeights;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunSampling;
import io.nucleate.schemas.RunStatus;
import io.nucleate.schemas.RunsTopic;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.SubstitutionRecord;
import io.nucleate.schemas.TestRuns;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicAdmin;
import io.nucleate.schemas.TopicPartitions;
import io.nucleate.schemas.UnknownSchemaException;
import io.nucleate.schemas.WeightsArchive;
import io.nucleate.schemas.WeightsFollower;
import io.nucleate.tensors.SafeTensors;

import org.apache.commons.codec.digest.DigestUtils;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The loop on a real broker: outcomes in, versions out, stopped in the middle of a batch and
 * started again.
 */
@Timeout(300)
class LearnerLoopTest {
    private static final String RUN = "run";
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final ReinforcementSettings SETTINGS = new ReinforcementSettings(
            Algorithm.NUCLEATE, 8, 1, 1e-3, 0.2, 1, 0.05, 4, 2, 0.99, 10, 2000, 0.5);

    private static final PolicyTraining.Loader LOADER =
            ReinforcementTraining.loader(SETTINGS, Constraints.NONE, Device.cpu(), 1);

    @TempDir
    Path directory;

    private final AtomicReference<RunStatus> state = new AtomicReference<>(RunStatus.RUNNING);
    private int unrewardedMax = 1000;
    private byte[] weights;
    private Run record;
    private LocalBroker broker;
    private KafkaSettings kafka;
    private KafkaProducer<String, byte[]> producer;
    private WeightsFollower follower;
    private List<SampledCrystal> samples;

    @BeforeEach
    void startBroker() throws IOException {
        try (Policy policy = TestPolicies.tiny(1)) {
            weights = policy.toSafeTensors().toBytes();
            samples = policy.sample(40, SamplingSettings.DEFAULT, new SplittableRandom(1));
        }
        broker = LocalBroker.start(directory.resolve("broker"), 0);
        kafka = new KafkaSettings(broker.bootstrapServers());
        TopicAdmin.ensure(kafka, 1);
        producer = new KafkaProducer<>(
                kafka.producer("test"), new StringSerializer(), new ByteArraySerializer());
        follower = new WeightsFollower(kafka, "test", RUN);
        record = Run.newBuilder(TestRuns.of(RUN))
                .setLearning(LearningRecords.write(SETTINGS))
                .setStartWeightsSha256(DigestUtils.sha256Hex(weights))
                .build();
        new RunsTopic(kafka).start(record, weights);
    }

    @AfterEach
    void stopBroker() {
        follower.close();
        producer.close();
        broker.close();
    }

    @Test
    void aStoppedLearnerGoesOnAndCountsNothingTwice() throws Exception {
        Runner runner = new Runner();
        assertThat(await(0).manifest().getCandidatesAccounted()).isZero();
        producer.send(new ProducerRecord<>(
                        Topic.SCORED.topicName(), "rubbish", new byte[] {1, 2, 3}))
                .get();
        send(0, 20);
        send(3, 4);
        reject(20);
        await(2);
        runner.stop();

        Runner again = new Runner();
        assertThat(await(2).version()).isEqualTo(2);
        send(21, 25);
        await(3);
        // Topics are read in any order; a batch later the rejected candidate has been met for sure.
        send(25, 33);
        PublishedWeights newest = await(4);
        assertThat(newest.manifest().getCandidatesAccounted()).isEqualTo(33);
        again.stop();
        assertThat(TrainedWeights.read(directory).toBytes())
                .as("taken out of the directory, as published")
                .isEqualTo(newest.safetensors());
        assertThat(updates()).containsExactly("run/1", "run/2", "run/2", "run/3", "run/4");
    }

    /** Without it generators run out of room where few crystals get a reward. */
    @Test
    void progressIsReportedThoughThereIsNoVersion() throws Exception {
        Runner runner = new Runner();
        Scored abstained = scored(candidate(0), 0);
        abstained.setReward(null);
        send(abstained);
        send(1, 4);
        reject(4);
        Candidate ofAnotherRun = candidate(5);
        ofAnotherRun.getId().setRun("another");
        send(scored(ofAnotherRun, 1));
        LearnerProgress report = awaitProgress(1, 5);
        assertThat(report.getVersion()).isZero();
        assertThat(report.getBatchSize()).isEqualTo(8);
        assertThat(report.getWaiting()).isEqualTo(3);
        assertThat(report.getStanding()).isNull();
        assertThat(report.getGenerators())
                .extracting(GeneratorProgress::getGenerator, GeneratorProgress::getBelow)
                .containsExactly(tuple("generator", 5L));
        runner.stop();
    }

    /** The version is that of a run without them, to the last bit. */
    @Test
    void whatSubstitutionMadeIsAccountedForAndMovesNoWeight() throws Exception {
        Runner runner = new Runner();
        for (int i = 0; i < 8; i++) {
            Scored scored = scored(substituted(20 + i), 5);
            if (i == 3) {
                scored.setReward(null);
            }
            send(scored);
            send(i, i + 1);
        }
        PublishedWeights first = await(1);
        assertThat(first.manifest().getCandidatesAccounted()).isEqualTo(16);
        runner.stop();
        assertThat(runner.count("nucleate.learner.substituted")).isEqualTo(8);
        assertThat(runner.count("nucleate.learner.crystals")).isEqualTo(8);
        try (PolicyTraining training =
                        LOADER.load(SafeTensors.parse(weights), SafeTensors.parse(weights));
                Learner learner = new Learner(SETTINGS, training, System::nanoTime)) {
            for (int i = 0; i < 8; i++) {
                SampledCrystal sample = samples.get(i);
                learner.scored(
                        "generator",
                        i,
                        new Experience(sample.crystal(), 0, sample.logProb().total(), -0.1 * i));
            }
            assertThat(training.weights().toBytes()).isEqualTo(first.safetensors());
        }
    }

    /** Nobody expects to learn from it, whatever comes of it and however often. */
    @Test
    void whatSubstitutionMadeIsNoReasonToStandStill() throws Exception {
        unrewardedMax = 3;
        Runner runner = new Runner();
        for (int i = 0; i < 4; i++) {
            reject(substituted(i), key(i));
            send(scored(substituted(4), 5));
        }
        send(scored(substituted(5), 5));
        assertThat(awaitProgress(1, 6).getStanding()).isNull();
        for (int i = 6; i < 9; i++) {
            Scored abstained = scored(candidate(i), 0);
            abstained.setReward(null);
            send(abstained);
        }
        assertThat(awaitProgress(1, 9).getStanding()).contains("none of the last 3 outcomes");
        runner.stop();
    }

    @Test
    void aRunOfSubstitutionAloneDoesNotReadEverythingAgain() throws Exception {
        record.getSampling().setProposals(List.of("substitution"));
        Runner runner = new Runner();
        String topic = Topic.SCORED.topicName();
        for (int i = 0; i < 1001; i++) {
            Candidate substituted = candidate(0);
            substituted.getId().setSequence(i);
            substituted.setSubstitution(new SubstitutionRecord("NaCl", "elements", Map.of()));
            sendValue(key(i), AvroSerde.of(Scored.class).serialize(topic, scored(substituted, 1)));
        }
        awaitProgress(1, 1001);
        runner.stop();
        LearnerState stored = LearnerState.of(
                SafeTensors.read(directory.resolve("learner").resolve("checkpoint.safetensors")));
        assertThat(stored.offsets()).containsEntry(topic + "-0", 1000L);

        Runner again = new Runner();
        assertThat(awaitProgress(2, 1001).getCandidatesAccounted()).isEqualTo(1001);
        again.stop();
        assertThat(again.failure).isNull();
    }

    private Candidate substituted(int sequence) {
        Candidate candidate = candidate(sequence);
        candidate.setSubstitution(new SubstitutionRecord("NaCl", "elements", Map.of("Cl", "Br")));
        return candidate;
    }

    private LearnerProgress awaitProgress(long epoch, long accounted) throws InterruptedException {
        try (ProgressFollower progress = new ProgressFollower(kafka, "test", RUN)) {
            while (true) {
                Optional<LearnerProgress> report = progress.poll();
                if (report.isPresent()
                        && report.get().getEpoch() == epoch
                        && report.get().getCandidatesAccounted() >= accounted) {
                    return report.get();
                }
                Thread.sleep(20);
            }
        }
    }

    /** No version gets a second content, and no outcome is learned from twice. */
    @Test
    void withTheDiskLostTheRunGoesOnFromThePublishedWeights() throws Exception {
        Runner runner = new Runner();
        rejectUndecodable();
        send(0, 19);
        PublishedWeights second = await(2);
        awaitProgress(1, 20);
        runner.stop();
        try (Stream<Path> files = Files.list(directory.resolve("learner"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }

        Runner again = new Runner();
        awaitProgress(2, 20);
        send(10, 12);
        send(19, 27);
        PublishedWeights third = await(3);
        assertThat(third.version()).isEqualTo(3);
        assertThat(third.manifest().getCandidatesAccounted()).isEqualTo(28);
        again.stop();
        assertThat(again.count("nucleate.learner.duplicates")).isEqualTo(2);
        assertThat(again.failure).isNull();
        // One small step away from what was published, not from where the run started.
        assertThat(distance(third, second)).isLessThan(distance(third, readPretrained()));
        assertThat(updates()).containsExactly("run/1", "run/2", "run/3");

        Runner last = new Runner();
        send(27, 35);
        assertThat(await(4).manifest().getCandidatesAccounted()).isEqualTo(36);
        last.stop();
    }

    @Test
    void withTheNewestStateDamagedItsPredecessorGoesOnUnderANewNumber() throws Exception {
        Runner runner = new Runner();
        send(0, 16);
        await(2);
        runner.stop();
        Path checkpoint = directory.resolve("learner").resolve("checkpoint.safetensors");
        byte[] bytes = Files.readAllBytes(checkpoint);
        bytes[bytes.length / 2] ^= 1;
        Files.write(checkpoint, bytes);

        // It publishes version 1 once more, as 3, and learns from the last 8 again, as 4.
        Runner again = new Runner();
        PublishedWeights fourth = await(4);
        assertThat(fourth.version()).isEqualTo(4);
        assertThat(fourth.manifest().getCandidatesAccounted()).isEqualTo(16);
        again.stop();
        assertThat(updates()).containsExactly("run/1", "run/2", "run/4");
    }

    @Test
    void aLearnerThatWasReplacedEndsAndDoesNotFenceItsSuccessor() throws Exception {
        Runner replaced = new Runner();
        send(0, 8);
        await(1);
        Runner successor = new Runner(directory.resolve("elsewhere"));
        awaitProgress(2, 8);
        send(8, 16);
        PublishedWeights second = await(2);
        replaced.thread.join(30_000);
        assertThat(replaced.failure).hasMessageContaining("another learner has taken over");
        Runner restarted = new Runner();
        restarted.thread.join(30_000);
        assertThat(restarted.failure)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("epoch 2 has begun elsewhere");
        send(16, 24);
        PublishedWeights third = await(3);
        assertThat(third.version()).isEqualTo(second.version() + 1);
        successor.stop();
        assertThat(successor.failure).isNull();
    }

    /** It was stopped between its beginning and the moment when it fences who leads. */
    @Test
    void aLearnerThatBeganEarlierDoesNotLead() throws Exception {
        KafkaClients slow = (KafkaClients) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {KafkaClients.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("connectTransactionalProducer")) {
                        Runner leader = new Runner(directory.resolve("elsewhere"));
                        awaitProgress(1, 0);
                        leader.stop();
                    }
                    return method.invoke(kafka, arguments);
                });
        Runner late = new Runner(directory.resolve("late"), LOADER, slow);
        late.thread.join(60_000);
        assertThat(late.failure)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("it began epoch 1 while this one began epoch 1");
    }

    /** It was stored by a learner that another one fenced before it could publish. */
    @Test
    void aStateOfAVersionThatIsPublishedWithOtherWeightsIsNotPublished() throws Exception {
        Runner runner = new Runner();
        send(0, 16);
        PublishedWeights second = await(2);
        runner.stop();
        Path checkpoint = directory.resolve("learner").resolve("checkpoint.safetensors");
        SafeTensors state = SafeTensors.read(checkpoint);
        Map<String, String> metadata = new TreeMap<>(state.metadata());
        metadata.remove("sha256");
        state.tensors().values().iterator().next().values()[0] += 100;
        new SafeTensors(metadata, state.tensors()).write(checkpoint);

        Runner again = new Runner();
        // What comes before it has read on is accounted for, and not learned from.
        awaitProgress(2, 16);
        send(16, 24);
        PublishedWeights third = await(3);
        again.stop();
        assertThat(again.failure).isNull();
        assertThat(distance(third, second)).isLessThan(1);
        assertThat(WeightsArchive.read(kafka, RUN, OptionalInt.of(2)).chosen().orElseThrow())
                .satisfies(archived ->
                        assertThat(archived.safetensors()).isEqualTo(second.safetensors()));
    }

    private PublishedWeights readPretrained() {
        return new PublishedWeights(RUN, 0, weights, null, 0);
    }

    private static double distance(PublishedWeights a, PublishedWeights b) {
        Map<String, SafeTensors.Tensor> others =
                SafeTensors.parse(b.safetensors()).tensors();
        double sum = 0;
        for (var entry : SafeTensors.parse(a.safetensors()).tensors().entrySet()) {
            float[] values = entry.getValue().values();
            float[] other = others.get(entry.getKey()).values();
            for (int i = 0; i < values.length; i++) {
                sum += (values[i] - other[i]) * (values[i] - other[i]);
            }
        }
        return sum;
    }

    /** Each of these would be met again after every restart. */
    @Test
    void poisonIsAccountedForAndLeftOut() throws Exception {
        Runner runner = new Runner();
        sendValue("elsewhere", null);
        sendValue(key(20), null);
        sendValue(key(21), new byte[] {1, 2, 3});
        producer.send(new ProducerRecord<>(Topic.REJECTED.topicName(), key(22), null))
                .get();
        send(scored(candidate(23), Double.NaN));
        Candidate withoutDensity = candidate(24);
        withoutDensity.getBehaviourLogProb().setLattice(Double.NEGATIVE_INFINITY);
        send(scored(withoutDensity, 1));
        Candidate inNoGroup = candidate(25);
        inNoGroup.getCrystal().setSpaceGroup(231);
        send(scored(inNoGroup, 1));
        Candidate beyondNumbers = candidate(26);
        beyondNumbers.getCrystal().getSites().get(0).setX(Double.NaN);
        send(scored(beyondNumbers, 1));
        Candidate ofTheFuture = candidate(27);
        ofTheFuture.setPolicyVersion(1);
        send(scored(ofTheFuture, 1));
        Candidate ofNoVersion = candidate(28);
        ofNoVersion.setPolicyVersion(-1);
        send(scored(ofNoVersion, 1));
        Candidate withTooManySites = candidate(29);
        Site site = new Site(Element.of("H"), 'a', 0.1, 0.2, 0.3);
        withTooManySites.setCrystal(CrystalRecords.write(new Crystal(
                SpaceGroup.of(1),
                new Lattice(9, 9, 9, 90, 90, 90),
                Collections.nCopies(TestPolicies.TINY.sitesMax() + 1, site))));
        send(scored(withTooManySites, 1));
        // Only the policy can tell, when the batch is full.
        Candidate largerThanAnything = candidate(30);
        largerThanAnything.setCrystal(CrystalRecords.write(
                new Crystal(SpaceGroup.of(1), new Lattice(1e30, 9, 9, 90, 90, 90), List.of(site))));
        send(scored(largerThanAnything, 1));
        // Topics are read in any order.
        while (runner.count("nucleate.learner.refused") < 10) {
            Thread.sleep(20);
        }
        send(0, 8);
        PublishedWeights version = await(1);
        assertThat(version.manifest().getCandidatesAccounted()).isEqualTo(8 + 11);
        assertThat(SafeTensors.parse(version.safetensors()).tensors().values())
                .allSatisfy(tensor -> assertThat(IntStream.range(0, tensor.values().length))
                        .allMatch(i -> Float.isFinite(tensor.values()[i])));
        runner.stop();
        assertThat(runner.count("nucleate.learner.unreadable")).isEqualTo(4);
        assertThat(runner.count("nucleate.learner.refused")).isEqualTo(11);

        // The next start meets none of them again.
        Runner again = new Runner();
        send(8, 16);
        assertThat(await(2).manifest().getCandidatesAccounted()).isEqualTo(16 + 11);
        again.stop();
    }

    /** Skipped as rubbish, its candidate would be missing for ever. */
    @Test
    void aRecordOfANewerReleaseEndsTheLoopAtEachStartAndIsNotSkipped() throws Exception {
        Scored score = scored(candidate(0), 1);
        byte[] newer = AvroSerde.of(Scored.class).serialize(Topic.SCORED.topicName(), score);
        newer[5] ^= 1; // a byte of the schema's fingerprint
        sendValue(key(0), newer);
        send(1, 9);
        for (int start = 0; start < 2; start++) {
            Runner runner = new Runner();
            runner.thread.join();
            assertThat(runner.failure)
                    .isInstanceOf(UnknownSchemaException.class)
                    .hasMessageContaining("a record of scored is a Scored of a newer release");
        }
        assertThat(await(0).version()).as("nothing was learned past it").isZero();
    }

    /**
     * Outcomes in any order, some twice, a restart between, a lost disk at the end: every version
     * is what a learner makes that is given them in their order, bit for bit.
     */
    @Test
    void aDeterministicRunMakesTheVersionsThatTheOrderOfNumbersMakes() throws Exception {
        record = Run.newBuilder(record)
                .setDeterministic(true)
                .setSampling(new RunSampling(
                        1.0, 1.0, null, null, null, 1.0, 8, 320, List.of("policy"), 0.05))
                .build();
        List<String> expected = versionsInOrder();
        List<Integer> numbers = new ArrayList<>(IntStream.range(0, 32).boxed().toList());
        Collections.shuffle(numbers, new Random(1));
        Runner runner = new Runner();
        await(0);
        for (int number : numbers.subList(0, 22)) {
            sendOutcome(number);
            sendOutcome(number);
        }
        runner.stop();
        Runner again = new Runner();
        for (int number : numbers.subList(12, 32)) {
            sendOutcome(number);
        }
        await(4);
        again.stop();
        assertThat(published()).containsExactlyElementsOf(expected);

        Runner withoutDisk = new Runner(directory.resolve("another"));
        List<PublishedWeights> remade = new ArrayList<>();
        while (remade.stream().noneMatch(weights -> weights.version() == 4)) {
            follower.poll(Duration.ofSeconds(1), remade::add);
        }
        withoutDisk.stop();
        assertThat(remade).allSatisfy(weights -> assertThat(weights.manifest().getSha256())
                .isEqualTo(expected.get(weights.version())));
    }

    private List<String> published() {
        List<String> hashes = new ArrayList<>();
        for (int version = 0; version <= 4; version++) {
            hashes.add(WeightsArchive.read(kafka, RUN, OptionalInt.of(version))
                    .chosen()
                    .orElseThrow()
                    .manifest()
                    .getSha256());
        }
        return hashes;
    }

    /** Number 5 was rejected, and number 9 has no reward. */
    private void sendOutcome(int number) throws Exception {
        if (number == 5) {
            reject(number);
        } else {
            Scored scored = scored(candidate(number), -0.1 * number);
            scored.setReward(number == 9 ? null : scored.getReward());
            sendValue(
                    key(number),
                    AvroSerde.of(Scored.class).serialize(Topic.SCORED.topicName(), scored));
        }
    }

    private List<String> versionsInOrder() {
        List<String> hashes = new ArrayList<>();
        try (Policy policy = TestPolicies.tiny(1);
                Policy pretrained = TestPolicies.tiny(1);
                Learner learner = new Learner(
                        SETTINGS,
                        new ReinforcementTraining(SETTINGS, policy, pretrained),
                        System::nanoTime,
                        true)) {
            hashes.add(sha256(policy));
            for (int number = 0; number < 32; number++) {
                SampledCrystal sample = samples.get(number);
                if (number == 5) {
                    learner.rejected("generator", number);
                } else if (number == 9) {
                    learner.abstained("generator", number);
                } else {
                    learner.scored(
                            "generator",
                            number,
                            new Experience(
                                    sample.crystal(), 0, sample.logProb().total(), -0.1 * number));
                }
                if (number % 8 == 7) {
                    learner.endBlock();
                    hashes.add(sha256(policy));
                }
            }
        }
        return hashes;
    }

    private static String sha256(Policy policy) {
        return DigestUtils.sha256Hex(policy.toSafeTensors().toBytes());
    }

    /** The thread lives, and readiness says nothing: only the silence of the loop shows a hang. */
    @Test
    void aLearnerWhoseUpdateHangsFallsSilent() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        Runner runner = new Runner(
                directory.resolve("learner"),
                (weights, pretrained) -> hangingInUpdates(LOADER.load(weights, pretrained), over));
        await(0);
        send(0, 8);
        while (runner.loop.silence().compareTo(Duration.ofSeconds(5)) < 0) {
            Thread.sleep(20);
        }
        assertThat(runner.thread.isAlive()).isTrue();
        over.countDown();
        await(1);
        runner.stop();
        assertThat(runner.failure).isNull();
    }

    private static PolicyTraining hangingInUpdates(PolicyTraining training, CountDownLatch over) {
        return (PolicyTraining) Proxy.newProxyInstance(
                PolicyTraining.class.getClassLoader(),
                new Class<?>[] {PolicyTraining.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("update")) {
                        over.await();
                    }
                    return method.invoke(training, arguments);
                });
    }

    @Test
    void aPausedRunIsLearnedFromAndAnEndedOneEndsTheLoop() throws Exception {
        state.set(RunStatus.PAUSED);
        Runner runner = new Runner();
        send(0, 8);
        await(1);
        assertThat(runner.loop.standing()).isEmpty();
        state.set(RunStatus.ENDED);
        runner.thread.join();
        assertThat(runner.failure).isNull();
    }

    @Test
    void aLearnerThatIsStoppedWhileItBeginsEndsInOrder() throws Exception {
        new Runner().stop();
    }

    @Test
    void weightsThatAreNotThoseOfTheRecordAreRefused() throws Exception {
        record = Run.newBuilder(record).setStartWeightsSha256("0123").build();
        Runner runner = new Runner();
        runner.thread.join();
        assertThat(runner.failure)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("its record says 0123");
        record = Run.newBuilder(record).setId("another").build();
        Runner another = new Runner(directory.resolve("another"));
        another.thread.join();
        assertThat(another.failure)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no version 0 of run another");
    }

    private final class Runner {
        private final LearnerLoop loop;
        private final Thread thread;
        private final MeterRegistry registry = new SimpleMeterRegistry();

        private volatile Throwable failure;

        Runner() {
            this(directory.resolve("learner"));
        }

        Runner(Path data) {
            this(data, LOADER);
        }

        Runner(Path data, PolicyTraining.Loader loader) {
            this(data, loader, kafka);
        }

        Runner(Path data, PolicyTraining.Loader loader, KafkaClients clients) {
            loop = new LearnerLoop(
                    record,
                    state::get,
                    new LearnerDirectory(new DirectoryStorage(data), RUN),
                    loader,
                    Host.REAL,
                    clients,
                    clients.connectConsumer("learner"),
                    new ProgressTracker(
                            RUN,
                            SETTINGS.batchSize(),
                            Duration.ofSeconds(60),
                            unrewardedMax,
                            Instant.now()),
                    registry);
            thread = new Thread(loop, "learner");
            thread.setUncaughtExceptionHandler((dead, thrown) -> failure = thrown);
            thread.start();
        }

        void stop() throws InterruptedException {
            loop.stop();
            thread.join(30_000);
            assertThat(thread.isAlive()).isFalse();
            assertThat(failure).isNull();
        }

        double count(String meter) {
            return registry.get(meter).counter().count();
        }
    }

    private PublishedWeights await(int version) {
        while (true) {
            Optional<PublishedWeights> newest = follower.poll(Duration.ofSeconds(1));
            if (newest.isPresent() && newest.get().version() >= version) {
                return newest.get();
            }
        }
    }

    private void send(int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            send(scored(candidate(i), -0.1 * i));
        }
    }

    private static Scored scored(Candidate candidate, double reward) {
        return Scored.newBuilder()
                .setCandidate(candidate)
                .setFormula("X")
                .setReward(reward)
                .setRewardName("test")
                .setPotential("none")
                .setHullReference("none")
                .setScorer("test")
                .setScoredAt(NOW)
                .build();
    }

    private void send(Scored scored) throws Exception {
        String topic = Topic.SCORED.topicName();
        sendValue(
                CandidateIds.text(scored.getCandidate().getId()),
                AvroSerde.of(Scored.class).serialize(topic, scored));
    }

    /** One partition keeps the order, so that it is known which crystals made which version. */
    private void sendValue(String key, byte[] value) throws Exception {
        producer.send(new ProducerRecord<>(Topic.SCORED.topicName(), 0, key, value))
                .get();
    }

    private static String key(long sequence) {
        return CandidateIds.text(new CandidateId(RUN, "generator", sequence));
    }

    private void reject(int sequence) throws Exception {
        reject(candidate(sequence), key(sequence));
    }

    /** Rejects what nobody could read. */
    private void rejectUndecodable() throws Exception {
        reject(null, "candidates-0@7");
    }

    private void reject(Candidate candidate, String key) throws Exception {
        Rejected rejected = Rejected.newBuilder()
                .setCandidate(candidate)
                .setSource("candidates-0@0")
                .setReason("potential-failed")
                .setDetail("a test")
                .setDeliveries(4)
                .setScorer("test")
                .setRejectedAt(NOW)
                .build();
        String topic = Topic.REJECTED.topicName();
        producer.send(new ProducerRecord<>(
                        topic, key, AvroSerde.of(Rejected.class).serialize(topic, rejected)))
                .get();
    }

    private Candidate candidate(int sequence) {
        SampledCrystal sample = samples.get(sequence);
        return Candidate.newBuilder()
                .setId(new CandidateId(RUN, "generator", (long) sequence))
                .setPolicyVersion(0)
                .setBehaviourLogProb(new LogProbRecord(
                        sample.logProb().wyckoff(),
                        sample.logProb().element(),
                        sample.logProb().coordinate(),
                        sample.logProb().lattice()))
                .setCrystal(CrystalRecords.write(sample.crystal()))
                .setSampledAt(NOW)
                .build();
    }

    /** Keys of the update records; the restart announces the newest version once more. */
    private List<String> updates() {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                kafka.consumer("updates"), new StringDeserializer(), new ByteArrayDeserializer())) {
            TopicPartitions.assignFromBeginning(consumer, Topic.UPDATES);
            List<String> keys = new ArrayList<>();
            do {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> keys.add(record.key()));
            } while (!TopicPartitions.isAtEnd(consumer));
            return keys;
        }
    }
}
