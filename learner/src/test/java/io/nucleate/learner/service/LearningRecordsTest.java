package io.nucleate.learner.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.learner.reinforcement.Algorithm;
import io.nucleate.learner.reinforcement.Choice;
import io.nucleate.learner.reinforcement.ElementShareSettings;
import io.nucleate.learner.reinforcement.EliteSettings;
import io.nucleate.learner.reinforcement.ReinforcementSettings;
import io.nucleate.learner.reinforcement.Strata;
import io.nucleate.learner.reinforcement.WindowSettings;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunSettings;
import io.nucleate.schemas.TestRuns;

import org.junit.jupiter.api.Test;

import java.util.Map;

/** Every setting of learning reaches the learner. */
class LearningRecordsTest {
    @Test
    void theDefaultsAreWrittenOutAndReadBack() {
        assertThat(LearningRecords.reinforcement(LearningRecords.standard()))
                .isEqualTo(ReinforcementSettings.DEFAULT);
    }

    @Test
    void everySettingIsRead() {
        Run run = RunSettings.with(
                TestRuns.of("run"),
                Map.ofEntries(
                        Map.entry("learning.algorithm", "leave-one-out"),
                        Map.entry("learning.batchSize", "64"),
                        Map.entry("learning.epochs", "2"),
                        Map.entry("learning.learningRate", "1e-4"),
                        Map.entry("learning.clip", "0.3"),
                        Map.entry("learning.gradientNormMax", "2"),
                        Map.entry("learning.klPenalty", "0.1"),
                        Map.entry("learning.stalenessMax", "6"),
                        Map.entry("learning.importanceWeightMax", "3"),
                        Map.entry("learning.baselineDecay", "0.9"),
                        Map.entry("learning.baselinePrior", "5"),
                        Map.entry("learning.repeats.memory", "100"),
                        Map.entry("learning.repeats.factor", "0.25"),
                        Map.entry("learning.window", "256"),
                        Map.entry("learning.choice", "top"),
                        Map.entry("learning.elite.size", "300"),
                        Map.entry("learning.elite.share", "0.2"),
                        Map.entry("learning.elite.weight", "0.3"),
                        Map.entry("learning.strata", "chemistry,sites"),
                        Map.entry("learning.elementShareMax", "2"),
                        Map.entry("learning.elementPenalty", "7")));
        assertThat(LearningRecords.reinforcement(run.getLearning()))
                .isEqualTo(new ReinforcementSettings(
                        Algorithm.LEAVE_ONE_OUT,
                        64,
                        2,
                        1e-4,
                        0.3,
                        2,
                        0.1,
                        6,
                        3,
                        0.9,
                        5,
                        100,
                        0.25,
                        new WindowSettings(256, Choice.TOP),
                        new EliteSettings(300, 0.2, 0.3),
                        Strata.parse("sites, chemistry"),
                        new ElementShareSettings(2, 7)));
    }
}
