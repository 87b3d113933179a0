package io.nucleate.learner.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;

import io.nucleate.learner.optimization.TrainedWeights;
import io.nucleate.learner.reinforcement.Algorithm;
import io.nucleate.learner.reinforcement.Experience;
import io.nucleate.learner.reinforcement.Learner;
import io.nucleate.learner.reinforcement.LearnerState;
import io.nucleate.learner.reinforcement.ReinforcementSettings;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.TestPolicies;
import io.nucleate.tensors.SafeTensors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Weights are taken out of a learner's directory while it learns and after it. */
class LearnerDirectoryTest {
    private static final ReinforcementSettings SETTINGS = new ReinforcementSettings(
            Algorithm.NUCLEATE, 4, 1, 1e-2, 0.2, 1, 0.01, 2, 2, 0.98, 10, 2000, 0.5);

    @TempDir
    Path temporary;

    private Path run;
    private Path initial;

    @BeforeEach
    void writeInitialWeights() throws IOException {
        run = temporary.resolve("run");
        initial = temporary.resolve("initial.safetensors");
        try (Policy policy = TestPolicies.tiny(1)) {
            policy.toSafeTensors().write(initial);
        }
    }

    private LearnerDirectory directory() {
        return new LearnerDirectory(new DirectoryStorage(run.resolve("learner")), "run");
    }

    private byte[] start() {
        try {
            return Files.readAllBytes(initial);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Learner.Update update(Learner learner, Policy policy, long seed) {
        Optional<Learner.Update> update = Optional.empty();
        long sequence = learner.candidatesAccounted();
        for (SampledCrystal sampled : policy.sample(
                SETTINGS.batchSize(), SamplingSettings.DEFAULT, new SplittableRandom(seed))) {
            double reward = sampled.crystal().sites().size();
            update = learner.scored(
                    "generator",
                    sequence++,
                    new Experience(
                            sampled.crystal(),
                            learner.version(),
                            sampled.logProb().total(),
                            reward));
        }
        return update.orElseThrow();
    }

    @Test
    void beforeTheFirstUpdateTheWeightsAreTheStart() throws IOException {
        directory().pretrained(this::start);
        assertThat(TrainedWeights.read(run).toBytes()).isEqualTo(Files.readAllBytes(initial));
        assertThat(TrainedWeights.read(run.resolve("learner")).toBytes())
                .isEqualTo(Files.readAllBytes(initial));
    }

    @Test
    void afterAnUpdateTheWeightsAreTheNewestVersions() throws IOException {
        LearnerDirectory directory = directory();
        try (Policy pretrained = Policy.of(directory.pretrained(this::start), Device.cpu());
                Policy policy = Policy.of(directory.pretrained(this::start), Device.cpu());
                Learner learner = new Learner(SETTINGS, policy, pretrained)) {
            for (int version = 1; version <= 2; version++) {
                Learner.Update update = update(learner, policy, version);
                directory.save(learner.checkpoint(Map.of("scored-0", 7L), update));
                // Exactly the bytes that the learner publishes for this version.
                byte[] published = policy.toSafeTensors().toBytes();
                assertThat(published).isNotEqualTo(pretrained.toSafeTensors().toBytes());
                Path checkpoint = run.resolve("learner").resolve("checkpoint.safetensors");
                for (Path given : new Path[] {run, run.resolve("learner"), checkpoint}) {
                    assertThat(TrainedWeights.read(given).toBytes())
                            .as("version %d of %s", version, given)
                            .isEqualTo(published);
                }
            }
        }
    }

    private void save(LearnerDirectory directory, int versions) throws IOException {
        try (Policy pretrained = Policy.of(directory.pretrained(this::start), Device.cpu());
                Policy policy = Policy.of(directory.pretrained(this::start), Device.cpu());
                Learner learner = new Learner(SETTINGS, policy, pretrained)) {
            for (int version = 1; version <= versions; version++) {
                Learner.Update update = update(learner, policy, version);
                directory.save(learner.checkpoint(Map.of("scored-0", 10L * version), update));
            }
        }
    }

    private static int version(LearnerDirectory directory) throws IOException {
        return LearnerState.of(directory.checkpoint().orElseThrow()).version();
    }

    /** By a byte of a weight, of a moment, of the text, and cut off. */
    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.4, 0.7, 0.999, -0.5})
    void aDamagedStateFallsBackToItsPredecessor(double place) throws IOException {
        Path checkpoint = run.resolve("learner").resolve("checkpoint.safetensors");
        save(directory(), 2);
        assertThat(version(directory())).isEqualTo(2);
        byte[] bytes = Files.readAllBytes(checkpoint);
        int at = (int) (Math.abs(place) * bytes.length);
        if (place < 0) {
            bytes = Arrays.copyOf(bytes, at);
        } else {
            bytes[at] ^= 1;
        }
        Files.write(checkpoint, bytes);
        LearnerDirectory directory = directory();
        assertThat(version(directory)).isEqualTo(1);
        // The damaged one does not take the predecessor's place.
        directory.save(directory.checkpoint().orElseThrow());
        Files.write(checkpoint, bytes);
        assertThat(version(directory())).isEqualTo(1);

        Files.write(run.resolve("learner").resolve("checkpoint.previous.safetensors"), bytes);
        assertThatThrownBy(directory()::checkpoint)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(checkpoint.toString())
                .hasMessageContaining("checkpoint.previous.safetensors")
                .hasMessageContaining("move both away");
    }

    @Test
    void aStateWithoutChecksumIsRead() throws IOException {
        save(directory(), 1);
        SafeTensors state = directory().checkpoint().orElseThrow();
        Map<String, String> metadata = new TreeMap<>(state.metadata());
        assertThat(metadata.remove("sha256")).hasSize(64);
        new SafeTensors(metadata, state.tensors())
                .write(run.resolve("learner").resolve("checkpoint.safetensors"));
        assertThat(version(directory())).isEqualTo(1);
    }

    @Test
    void twoLearnersOnOneDirectoryAreRefused() throws IOException {
        Path leftOver = run.resolve("learner").resolve("checkpoint.safetensors1.partial");
        Files.createDirectories(leftOver.getParent());
        Files.createFile(leftOver);
        try (LearnerDirectory first = directory()) {
            first.lock();
            assertThat(leftOver).doesNotExist();
            try (LearnerDirectory second = directory()) {
                assertThatThrownBy(second::lock)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("another learner uses")
                        .hasMessageContaining("nucleate.learner.data-dir");
            }
            try (LearnerDirectory third = directory()) {
                assertThatThrownBy(third::lock).isInstanceOf(IOException.class);
            }
        }
        try (LearnerDirectory next = directory()) {
            next.lock();
        }
    }

    @Test
    void epochsSayWhoLeadsTheRun() throws IOException {
        Files.createDirectories(run.resolve("learner"));
        assertThat(directory().begin(0)).isEqualTo(1);
        LearnerDirectory replaced = directory();
        assertThat(replaced.begin(1)).as("the next start").isEqualTo(2);
        replaced.requireEpoch();
        assertThat(directory().begin(1)).as("died before it was announced").isEqualTo(3);
        assertThatThrownBy(replaced::requireEpoch)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another learner has taken over");
        assertThatThrownBy(() -> save(replaced, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("began epoch 3 after epoch 2");
        assertThat(directory().checkpoint()).isEmpty();
        assertThatThrownBy(() -> directory().begin(4))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another learner has taken over")
                .hasMessageContaining("epoch 3");
        Files.createDirectories(run.resolve("elsewhere"));
        assertThat(new LearnerDirectory(new DirectoryStorage(run.resolve("elsewhere")), "run")
                        .begin(4))
                .as("with an empty directory")
                .isEqualTo(5);
    }

    @Test
    void aRunKeepsItsStart() throws IOException {
        SafeTensors start = directory().pretrained(this::start);
        SafeTensors again = directory().pretrained(() -> {
            throw new AssertionError("asked again");
        });
        assertThat(again.toBytes()).isEqualTo(start.toBytes()).isEqualTo(start());
    }

    private static LearnerDirectory open(Path place, String run) throws IOException {
        return LearnerDirectory.of(
                place.toString(), run, name -> new DirectoryStorage(Path.of(name)));
    }

    /** A learner that serves one run after the other keeps their states apart. */
    @Test
    void anotherRunHasADirectoryOfItsOwn() throws IOException {
        Path place = run.resolve("learner");
        try (LearnerDirectory first = open(place, "first")) {
            first.lock();
            first.pretrained(this::start);
        }
        try (LearnerDirectory second = open(place, "second")) {
            second.lock();
            second.begin(0);
        }
        assertThat(place.resolve("epoch")).doesNotExist();
        assertThat(place.resolve("second").resolve("epoch")).exists();
        assertThat(place.resolve("second").resolve("pretrained.safetensors")).doesNotExist();
        try (LearnerDirectory first = open(place, "first")) {
            first.lock();
            first.begin(0);
        }
        assertThat(place.resolve("epoch")).exists();
    }
}
