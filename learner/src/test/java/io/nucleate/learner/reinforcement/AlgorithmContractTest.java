package io.nucleate.learner.reinforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.Device;

import io.nucleate.crystal.Crystal;
import io.nucleate.learner.optimization.TrainingCheckpoint;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.TestPolicies;
import io.nucleate.tensors.SafeTensors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** What every learning algorithm promises. */
class AlgorithmContractTest {
    private static final int BATCH = 32;

    private static final WindowSettings WINDOW = new WindowSettings(2 * BATCH, Choice.VARIANCE);
    private static final EliteSettings ELITES = new EliteSettings(50, 0.1, 0.1);

    private static ReinforcementSettings settings(Algorithm algorithm) {
        return new ReinforcementSettings(
                algorithm, BATCH, 2, 1e-2, 0.2, 1, 0.01, 2, 2, 0.98, 10, 2000, 0.5);
    }

    /** Learns a part of what is priced, within strata and bounds of shares, and the best again. */
    private static ReinforcementSettings choosing(Algorithm algorithm) {
        return settings(algorithm)
                .with(WINDOW)
                .with(ELITES)
                .with(ElementShareSettings.DEFAULT)
                .with(algorithm == Algorithm.PPO ? Strata.NONE : Strata.parse("chemistry"));
    }

    private static Policy tiniest(long seed) {
        return TestPolicies.random(TestPolicies.TINIEST, seed);
    }

    private static Experience experience(SampledCrystal sampled, int version) {
        double reward = sampled.crystal().sites().size() == 1 ? 1 : 0;
        return new Experience(sampled.crystal(), version, sampled.logProb().total(), reward);
    }

    /** Feeds a batch that the policy draws. */
    private static Learner.Update learn(Learner learner, Policy policy, long seed) {
        return learn(learner, policy, seed, BATCH);
    }

    private static Learner.Update learn(Learner learner, Policy policy, long seed, int count) {
        Optional<Learner.Update> update = Optional.empty();
        long sequence = learner.candidatesAccounted();
        for (SampledCrystal sampled :
                policy.sample(count, SamplingSettings.DEFAULT, new SplittableRandom(seed))) {
            update = learner.scored("g", sequence++, experience(sampled, learner.version()));
        }
        return update.orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void thePolicyLearnsWhatIsRewarded(Algorithm algorithm) {
        try (Policy policy = tiniest(1);
                Policy pretrained = tiniest(1);
                Learner learner = new Learner(settings(algorithm), policy, pretrained)) {
            double first = 0;
            double last = 0;
            for (int i = 0; i < 15; i++) {
                Learner.Update update = learn(learner, policy, 100 + i);
                first += i < 5 ? update.meanReward() / 5 : 0;
                last += i >= 10 ? update.meanReward() / 5 : 0;
            }
            assertThat(last).isGreaterThan(first + 0.2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPartOfWhatIsPricedTeachesThePolicyToo(Algorithm algorithm) {
        try (Policy policy = tiniest(1);
                Policy pretrained = tiniest(1);
                Learner learner = new Learner(choosing(algorithm), policy, pretrained)) {
            double first = 0;
            double last = 0;
            for (int i = 0; i < 15; i++) {
                Learner.Update update = learn(learner, policy, 100 + i, 2 * BATCH);
                assertThat(update.crystals()).isEqualTo(BATCH);
                assertThat(update.passedOver()).isEqualTo(BATCH);
                first += i < 5 ? update.meanReward() / 5 : 0;
                last += i >= 10 ? update.meanReward() / 5 : 0;
            }
            assertThat(last).isGreaterThan(first + 0.2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRestoredLearnerGoesOnWithTheSameBytes(Algorithm algorithm) {
        goesOnWithTheSameBytes(settings(algorithm), BATCH);
    }

    @ParameterizedTest
    @EnumSource
    void aRestoredLearnerChoosesAndReplaysTheSame(Algorithm algorithm) {
        goesOnWithTheSameBytes(choosing(algorithm), 2 * BATCH);
    }

    private static void goesOnWithTheSameBytes(ReinforcementSettings settings, int window) {
        try (Policy policy = tiniest(3);
                Policy pretrained = tiniest(3);
                Learner learner = new Learner(settings, policy, pretrained)) {
            learn(learner, policy, 1, window);
            Learner.Update second = learn(learner, policy, 2, window);
            assertThat(second.elites() > 0).isEqualTo(settings.elite().isOn());
            SafeTensors checkpoint =
                    SafeTensors.parse(learner.checkpoint(Map.of(), second).toBytes());
            learn(learner, policy, 3, window);
            try (Policy again = Policy.of(TrainingCheckpoint.weights(checkpoint), Device.cpu());
                    Learner restored = new Learner(settings, again, pretrained)) {
                restored.restore(checkpoint);
                learn(restored, again, 3, window);
                assertThat(restored.checkpoint(Map.of(), null).toBytes())
                        .isEqualTo(learner.checkpoint(Map.of(), null).toBytes());
            }
        }
    }

    /** Three threads, so that shares of a batch are of different sizes. */
    @ParameterizedTest
    @EnumSource
    void severalThreadsLearnTheSameAsOne(Algorithm algorithm) {
        try (Policy policy = tiniest(6);
                Policy shared = tiniest(6);
                Policy pretrained = tiniest(6);
                Learner alone = new Learner(settings(algorithm), policy, pretrained);
                Learner threads = new Learner(
                        settings(algorithm),
                        new ReinforcementTraining(settings(algorithm), shared, pretrained, 3),
                        System::nanoTime)) {
            Learner.Update expected = learn(alone, policy, 1);
            Learner.Update update = learn(threads, shared, 1);
            assertThat(update.gradientNorm())
                    .isCloseTo(expected.gradientNorm(), withinPercentage(0.01));
            assertThat(update.klToPretrained()).isCloseTo(0, offset(1e-6));
            assertThat(update.clipFraction()).isEqualTo(expected.clipFraction());
            List<Crystal> crystals =
                    pretrained
                            .sample(BATCH, SamplingSettings.DEFAULT, new SplittableRandom(2))
                            .stream()
                            .map(SampledCrystal::crystal)
                            .toList();
            for (int i = 0; i < BATCH; i++) {
                assertThat(shared.logProb(crystals).get(i).total())
                        .isCloseTo(policy.logProb(crystals).get(i).total(), offset(1e-2));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLearnedFromTheStale(Algorithm algorithm) {
        try (Policy policy = tiniest(2);
                Policy without = tiniest(2);
                Policy pretrained = tiniest(2);
                Learner learner = new Learner(settings(algorithm), policy, pretrained);
                Learner other = new Learner(settings(algorithm), without, pretrained)) {
            SampledCrystal old = policy.sample(1, SamplingSettings.DEFAULT, new SplittableRandom(1))
                    .get(0);
            for (int i = 0; i < 3; i++) {
                learn(learner, policy, i);
                learn(other, without, i);
            }
            assertThat(learner.scored("old", 0, experience(old, 0))).isEmpty();
            assertThat(learn(learner, policy, 3).staleDropped()).isEqualTo(1);
            learn(other, without, 3);
            assertThat(policy.toSafeTensors().toBytes())
                    .isEqualTo(without.toSafeTensors().toBytes());
        }
    }

    /** The blocks of a deterministic run may leave one crystal with a reward. */
    @ParameterizedTest
    @EnumSource
    void aCrystalAloneInItsBatchSpoilsNothing(Algorithm algorithm) {
        try (Policy policy = tiniest(5);
                Policy pretrained = tiniest(5);
                Learner learner = new Learner(
                        settings(algorithm),
                        new ReinforcementTraining(settings(algorithm), policy, pretrained),
                        System::nanoTime,
                        true)) {
            SampledCrystal alone = policy.sample(
                            1, SamplingSettings.DEFAULT, new SplittableRandom(1))
                    .get(0);
            learner.scored("g", 0, experience(alone, 0));
            Learner.Update update = learner.endBlock();
            assertThat(update.crystals()).isEqualTo(1);
            assertThat(update.gradientNorm()).isFinite();
            assertThat(policy.logProb(List.of(alone.crystal())).get(0).total()).isFinite();
        }
    }

    @Test
    void eachLearnsInAWayOfItsOwn() {
        List<String> weights = new ArrayList<>();
        for (Algorithm algorithm : Algorithm.values()) {
            try (Policy policy = tiniest(4);
                    Policy pretrained = tiniest(4);
                    Learner learner = new Learner(settings(algorithm), policy, pretrained)) {
                learn(learner, policy, 1);
                learn(learner, policy, 2);
                weights.add(
                        new String(policy.toSafeTensors().toBytes(), StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(weights).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void theStateOfAnotherAlgorithmIsRefused(Algorithm algorithm) {
        LearningRule rule = algorithm.rule(settings(algorithm));
        assertThatThrownBy(() -> rule.restore(new double[17]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("17");
    }

    @Test
    void anUnknownNameIsAnErrorThatNamesTheKnown() {
        for (Algorithm algorithm : Algorithm.values()) {
            assertThat(Algorithm.of(algorithm.text())).isEqualTo(algorithm);
        }
        assertThatThrownBy(() -> Algorithm.of("grpo"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("learning.algorithm cannot be 'grpo'; it is one of nucleate, naive,"
                        + " ppo, group-relative, leave-one-out, trajectory-balance, dpo, ipo,"
                        + " supervised");
    }

    @ParameterizedTest
    @EnumSource(names = {"TRAJECTORY_BALANCE", "DPO", "IPO"})
    void whatAimsAtAnOptimumNeedsATemperature(Algorithm algorithm) {
        assertThatThrownBy(() -> new ReinforcementSettings(
                        algorithm, 4, 1, 1e-2, 0.2, 1, 0, 2, 2, 0.98, 10, 2000, 0.5))
                .hasMessageContaining("learning.klPenalty above 0");
    }
}
