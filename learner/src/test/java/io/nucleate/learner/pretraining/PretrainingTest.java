package io.nucleate.learner.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.nucleate.crystal.Crystal;
import io.nucleate.learner.TestPolicies;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainingTest {
    private static final PretrainingSettings SETTINGS = new PretrainingSettings(4, 16, 3e-3, 5, 0.1, 0.01, 1, 7);
    private static List<Crystal> crystals;

    @BeforeAll
    static void drawDataFromAnotherPolicy() {
        try (Policy teacher = TestPolicies.tiny(99)) {
            crystals = teacher.sample(160, SamplingSettings.DEFAULT, new SplittableRandom(2)).stream()
                    .map(SampledCrystal::crystal)
                    .toList();
        }
    }

    /** Records epochs, and dies after one of them like a process would: after its checkpoint. */
    private record Recorder(List<EpochReport> reports, int dieAfter) implements Pretraining.Listener {
        @Override
        public void onBatch(long step, long steps, double negativeLogLikelihood) {
            assertThat(step).isBetween(1L, steps);
            assertThat(negativeLogLikelihood).isFinite();
        }

        @Override
        public void onEpoch(EpochReport report) {
            reports.add(report);
            if (report.epoch() == dieAfter) {
                throw new IllegalStateException("died");
            }
        }
    }

    private static Pretraining training(Path directory) {
        return new Pretraining(SETTINGS, crystals.subList(0, 130), crystals.subList(130, 160), directory);
    }

    @Test
    void anInterruptedTrainingGoesOnWithTheSameNumbers(@TempDir Path whole, @TempDir Path broken) throws IOException {
        List<EpochReport> uninterrupted = new ArrayList<>();
        training(whole).run(TestPolicies.TINY, Device.cpu(), new Recorder(uninterrupted, 0));
        assertThat(uninterrupted).hasSize(4);
        assertThat(uninterrupted.get(3).trainNegativeLogLikelihood())
                .isLessThan(uninterrupted.get(0).trainNegativeLogLikelihood() - 1);

        List<EpochReport> resumed = new ArrayList<>();
        assertThatThrownBy(() -> training(broken).run(TestPolicies.TINY, Device.cpu(), new Recorder(resumed, 2)))
                .hasMessage("died");
        training(broken).run(TestPolicies.TINY, Device.cpu(), new Recorder(resumed, 0));
        assertThat(resumed).hasSize(4);
        for (int i = 0; i < 4; i++) {
            assertThat(resumed.get(i).trainNegativeLogLikelihood())
                    .isEqualTo(uninterrupted.get(i).trainNegativeLogLikelihood());
            assertThat(resumed.get(i).validation())
                    .isEqualTo(uninterrupted.get(i).validation());
        }
        assertThat(Files.readAllLines(broken.resolve("metrics.jsonl"))).hasSize(4);
        try (Policy best = Policy.load(broken.resolve(Pretraining.BEST), Device.cpu())) {
            assertThat(best.config()).isEqualTo(TestPolicies.TINY);
        }
    }

    @Test
    void otherSettingsDoNotGoOnWithAForeignCheckpoint(@TempDir Path directory) throws IOException {
        training(directory).run(TestPolicies.TINY, Device.cpu(), new Recorder(new ArrayList<>(), 0));
        PretrainingSettings other = new PretrainingSettings(4, 16, 1e-3, 5, 0.1, 0.01, 1, 7);
        Pretraining training = new Pretraining(other, crystals.subList(0, 130), crystals.subList(130, 160), directory);
        assertThatThrownBy(() -> training.run(TestPolicies.TINY, Device.cpu(), new Recorder(new ArrayList<>(), 0)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another training")
                .hasMessageContaining(directory.toString());
    }
}
