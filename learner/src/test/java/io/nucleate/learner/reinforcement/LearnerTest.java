package io.nucleate.learner.reinforcement;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;

import io.nucleate.learner.TestPolicies;
import io.nucleate.learner.optimization.TrainingCheckpoint;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.tensors.SafeTensors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

class LearnerTest {
    private static final ReinforcementSettings SETTINGS =
            new ReinforcementSettings(32, 3, 2e-3, 0.2, 1, 0.01, 2, 2, 0.98, 10);

    private static double reward(SampledCrystal sampled) {
        return sampled.crystal().sites().size() <= 2 ? 1 : 0;
    }

    private static Experience experience(SampledCrystal sampled, int version) {
        return new Experience(
                sampled.crystal(), version, sampled.logProb().total(), reward(sampled));
    }

    /** Feeds the learner samples of its own policy until it has made an update; returns it. */
    private static Learner.Update fill(Learner learner, Policy policy, long seed) {
        Optional<Learner.Update> update = Optional.empty();
        long sequence = learner.candidatesAccounted();
        for (SampledCrystal sampled : policy.sample(
                SETTINGS.batchSize(), SamplingSettings.DEFAULT, new SplittableRandom(seed))) {
            update = learner.scored("g", sequence++, experience(sampled, learner.version()));
        }
        return update.orElseThrow();
    }

    /**
     * Under constraints too the behaviour's density is the proximal one, and what is learned stays
     * within them.
     */
    @ParameterizedTest
    @ValueSource(strings = {"", "chemical-system=Na-Cl max-atoms=200"})
    void thePolicyLearnsWhatIsRewarded(String text) {
        Constraints constraints = Constraints.parse(text);
        try (Policy policy = TestPolicies.tiny(1).under(constraints);
                Policy pretrained = TestPolicies.tiny(1).under(constraints);
                Learner learner = new Learner(SETTINGS, policy, pretrained)) {
            double first = 0;
            double last = 0;
            for (int i = 0; i < 30; i++) {
                Learner.Update update = fill(learner, policy, 100 + i);
                assertThat(update.version()).isEqualTo(i + 1);
                assertThat(update.meanImportanceWeight()).isBetween(0.99, 1.01);
                first += i < 5 ? update.meanReward() / 5 : 0;
                last += i >= 25 ? update.meanReward() / 5 : 0;
            }
            assertThat(last).isGreaterThan(first + 0.2);
        }
    }

    @Test
    void aCandidateCountsOnceAndTheStaleAreDropped() {
        try (Policy policy = TestPolicies.tiny(2);
                Policy pretrained = TestPolicies.tiny(2);
                Learner learner = new Learner(SETTINGS, policy, pretrained)) {
            SampledCrystal sampled = policy.sample(
                            1, SamplingSettings.DEFAULT, new SplittableRandom(1))
                    .get(0);
            for (int i = 0; i < 3; i++) {
                fill(learner, policy, i);
            }
            learner.abstained("h", 0);
            learner.abstained("h", 0);
            learner.rejected("h", 1);
            assertThat(learner.scored("h", 0, experience(sampled, 3))).isEmpty();
            assertThat(learner.scored("h", 2, experience(sampled, 0))).isEmpty();
            assertThat(learner.candidatesAccounted()).isEqualTo(3 * 32 + 3);
            Learner.Update update = null;
            for (int i = 0; i < 32; i++) {
                update = learner.scored("h", 3 + i, experience(sampled, 1)).orElse(null);
            }
            assertThat(update).isNotNull();
            assertThat(update.abstained()).isEqualTo(1);
            assertThat(update.rejected()).isEqualTo(1);
            assertThat(update.staleDropped()).isEqualTo(1);
            assertThat(update.duplicatesDropped()).isEqualTo(2);
            assertThat(update.meanStaleness()).isEqualTo(2);
        }
    }

    @Test
    void aRestoredLearnerMakesTheSameUpdate() {
        try (Policy policy = TestPolicies.tiny(3);
                Policy pretrained = TestPolicies.tiny(3);
                Learner learner = new Learner(SETTINGS, policy, pretrained)) {
            Learner.Update first = fill(learner, policy, 1);
            SafeTensors checkpoint = SafeTensors.parse(
                    learner.checkpoint(Map.of("scored-0", 17L), first).toBytes());
            assertThat(checkpoint.metadata().get("learner"))
                    .as("the format of earlier releases")
                    .contains("\"seen\":{\"g\":{\"below\":32,\"above\":[]}},\"seenCount\":32");
            Learner.Update second = fill(learner, policy, 2);

            try (Policy again = Policy.of(TrainingCheckpoint.weights(checkpoint), Device.cpu());
                    Learner restored = new Learner(SETTINGS, again, pretrained)) {
                LearnerState state = restored.restore(checkpoint);
                assertThat(state.offsets()).containsExactly(Map.entry("scored-0", 17L));
                assertThat(state.lastUpdate()).isEqualTo(first);
                assertThat(restored.version()).isEqualTo(1);
                assertThat(restored.candidatesAccounted()).isEqualTo(32);
                Learner.Update repeated = fill(restored, again, 2);
                assertThat(repeated.meanReward()).isEqualTo(second.meanReward());
                assertThat(repeated.gradientNorm()).isEqualTo(second.gradientNorm());
                assertThat(again.toSafeTensors().toBytes())
                        .isEqualTo(policy.toSafeTensors().toBytes());
            }
        }
    }
}
