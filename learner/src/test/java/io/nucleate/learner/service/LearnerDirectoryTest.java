package io.nucleate.learner.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;

import io.nucleate.learner.TestPolicies;
import io.nucleate.learner.optimization.TrainedWeights;
import io.nucleate.learner.reinforcement.Experience;
import io.nucleate.learner.reinforcement.Learner;
import io.nucleate.learner.reinforcement.ReinforcementSettings;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.tensors.SafeTensors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Weights are taken out of a learner's directory while it learns and after it. */
class LearnerDirectoryTest {
    private static final ReinforcementSettings SETTINGS =
            new ReinforcementSettings(4, 1, 1e-2, 0.2, 1, 0.01, 2, 2, 0.98, 10);

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
        return new LearnerDirectory(run.resolve("learner"), Optional.of(initial));
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
        directory().pretrained();
        assertThat(TrainedWeights.read(run).toBytes()).isEqualTo(Files.readAllBytes(initial));
        assertThat(TrainedWeights.read(run.resolve("learner")).toBytes())
                .isEqualTo(Files.readAllBytes(initial));
    }

    @Test
    void afterAnUpdateTheWeightsAreTheNewestVersions() throws IOException {
        LearnerDirectory directory = directory();
        try (Policy pretrained = Policy.of(directory.pretrained(), Device.cpu());
                Policy policy = Policy.of(directory.pretrained(), Device.cpu());
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
            // Another run goes on from there, and inherits nothing else of the old one's state.
            LearnerDirectory another =
                    new LearnerDirectory(temporary.resolve("another"), Optional.of(run));
            assertThat(another.pretrained().toBytes())
                    .isEqualTo(policy.toSafeTensors().toBytes());
            assertThat(another.checkpoint()).isEmpty();
        }
    }

    @Test
    void aRunKeepsItsStartWhateverItIsGivenLater() throws IOException {
        SafeTensors start = directory().pretrained();
        Path gone = temporary.resolve("gone");
        LearnerDirectory resumed = new LearnerDirectory(run.resolve("learner"), Optional.of(gone));
        assertThat(resumed.pretrained().toBytes()).isEqualTo(start.toBytes());
    }

    @Test
    void aNewRunWithoutItsStartSaysSo() {
        Path gone = temporary.resolve("gone");
        LearnerDirectory directory = new LearnerDirectory(run, Optional.of(gone));
        assertThatThrownBy(directory::pretrained)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(gone.toString())
                .hasMessageContaining(TrainedWeights.ACCEPTED);
    }
}
