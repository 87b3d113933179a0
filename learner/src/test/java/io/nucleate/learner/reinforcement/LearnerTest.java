package io.nucleate.learner.reinforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.matching.Protostructure;
import io.nucleate.learner.optimization.TrainingCheckpoint;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.TestPolicies;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.tensors.SafeTensors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

class LearnerTest {
    private static final ReinforcementSettings SETTINGS = new ReinforcementSettings(
            Algorithm.NUCLEATE, 32, 3, 2e-3, 0.2, 1, 0.01, 2, 2, 0.98, 10, 2000, 0.5);

    private static double reward(SampledCrystal sampled) {
        return sampled.crystal().sites().size() <= 2 ? 1 : 0;
    }

    private static Experience experience(SampledCrystal sampled, int version) {
        return new Experience(
                sampled.crystal(), version, sampled.logProb().total(), reward(sampled));
    }

    /** Feeds the learner samples of its own policy until it has made an update; returns it. */
    private static Learner.Update fill(Learner learner, Policy policy, long seed) {
        return fill(learner, policy, seed, "g");
    }

    private static Learner.Update fill(Learner learner, Policy policy, long seed, String source) {
        Optional<Learner.Update> update = Optional.empty();
        long sequence = learner.candidatesAccounted();
        for (SampledCrystal sampled : policy.sample(
                SETTINGS.batchSize(), SamplingSettings.DEFAULT, new SplittableRandom(seed))) {
            update = learner.scored(source, sequence++, experience(sampled, learner.version()));
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
    void aCandidateOfWhichNothingCameIsLostWhenItWouldBeStale() {
        try (Policy policy = TestPolicies.tiny(2);
                Policy pretrained = TestPolicies.tiny(2);
                Learner learner = new Learner(SETTINGS, policy, pretrained)) {
            SampledCrystal sampled = policy.sample(
                            1, SamplingSettings.DEFAULT, new SplittableRandom(1))
                    .get(0);
            Optional<Learner.Update> update = Optional.empty();
            long sequence = 0;
            for (int version = 0; version < 2; version++) {
                for (int i = 0; i < SETTINGS.batchSize(); i++) {
                    sequence += i == 7 ? 3 : 1; // two never come
                    update = learner.scored("g", sequence, experience(sampled, version));
                }
                assertThat(update.orElseThrow().lost()).isZero();
            }
            assertThat(learner.accountedOf("g").below()).isZero();
            // Stored between: the versions of the numbers are part of the state.
            SafeTensors checkpoint = learner.checkpoint(Map.of(), update.orElseThrow());
            try (Policy again = Policy.of(TrainingCheckpoint.weights(checkpoint), Device.cpu());
                    Learner restored = new Learner(SETTINGS, again, pretrained)) {
                restored.restore(checkpoint);
                // At version 3, whose bound is 2, version 0 is too old.
                Learner.Update third = fill(restored, again, 1, "h");
                assertThat(third.lost()).as("with the first, number 0").isEqualTo(3);
                assertThat(restored.lostTotal()).isEqualTo(3);
                assertThat(restored.candidatesAccounted()).isEqualTo(3 * 32);
                assertThat(restored.accountedOf("g").below()).isEqualTo(35 + 7);
                assertThat(restored.scored("g", 0, experience(sampled, 0))).isEmpty();
                Learner.Update fourth = fill(restored, again, 2, "h");
                assertThat(fourth.lost()).isEqualTo(2);
                assertThat(fourth.duplicatesDropped()).as("too late").isEqualTo(1);
                assertThat(fourth.candidatesAccounted()).isEqualTo(4 * 32);
            }
        }
    }

    /**
     * The discount is the same whether the learner was killed between, and however often a record
     * came: it is part of the state, and each candidate is counted once.
     */
    @Test
    void repeatsAreDiscountedOnceForEachCandidateAcrossARestore() {
        try (Policy policy = TestPolicies.tiny(4);
                Policy pretrained = TestPolicies.tiny(4);
                Learner learner = new Learner(SETTINGS, policy, pretrained)) {
            SampledCrystal sampled = policy.sample(
                            1, SamplingSettings.DEFAULT, new SplittableRandom(1))
                    .get(0);
            Experience best = new Experience(
                    sampled.crystal(), 0, sampled.logProb().total(), 1, OptionalDouble.of(0));
            Learner.Update first = fill(learner, 0, 1, best);
            assertThat(first.discounted()).isEqualTo(31);
            // 1 + 1/2 + 1/4 + …
            assertThat(first.meanReward()).isCloseTo(2.0 / 32, within(1e-9));
            SafeTensors checkpoint =
                    SafeTensors.parse(learner.checkpoint(Map.of(), first).toBytes());
            Learner.Update second = fill(learner, 32, 1, best);
            assertThat(second.discounted()).isEqualTo(32);
            assertThat(second.meanReward()).isLessThan(1e-9);
            try (Policy again = Policy.of(TrainingCheckpoint.weights(checkpoint), Device.cpu());
                    Learner restored = new Learner(SETTINGS, again, pretrained)) {
                restored.restore(checkpoint);
                Learner.Update repeated = fill(restored, 32, 2, best);
                assertThat(repeated.duplicatesDropped()).isEqualTo(31);
                assertThat(repeated.meanReward()).isEqualTo(second.meanReward());
                assertThat(again.toSafeTensors().toBytes())
                        .isEqualTo(policy.toSafeTensors().toBytes());
            }
        }
    }

    /** Equal to the last bit: neither gradient, nor baseline, nor memory of repeats has it. */
    @Test
    void nothingIsLearnedFromWhatSubstitutionMade() {
        try (Policy policy = TestPolicies.tiny(2);
                Policy without = TestPolicies.tiny(2);
                Policy pretrained = TestPolicies.tiny(2);
                Learner learner = new Learner(SETTINGS, policy, pretrained);
                Learner other = new Learner(SETTINGS, without, pretrained)) {
            for (int version = 0; version < 2; version++) {
                for (int i = 0; i < 7; i++) {
                    learner.substituted("s", 7L * version + i, version);
                }
                Learner.Update update = fill(learner, policy, version + 1);
                Learner.Update otherUpdate = fill(other, without, version + 1);
                assertThat(update.substituted()).isEqualTo(7);
                assertThat(update.crystals()).isEqualTo(otherUpdate.crystals());
                assertThat(update.meanReward()).isEqualTo(otherUpdate.meanReward());
                assertThat(update.candidatesAccounted())
                        .isEqualTo(otherUpdate.candidatesAccounted() + 7L * (version + 1));
                assertThat(policy.toSafeTensors().toBytes())
                        .isEqualTo(without.toSafeTensors().toBytes());
            }
            learner.substituted("s", 3, 0);
            learner.substituted("s", 100, 9);
            Learner.Update update = fill(learner, policy, 3);
            assertThat(update.substituted()).isZero();
            assertThat(update.duplicatesDropped()).isEqualTo(1);
            assertThat(update.refused()).as("of a version that does not exist").isEqualTo(1);
        }
    }

    @Test
    void aBlockWithoutRewardsMakesAVersionToo() {
        try (Policy policy = TestPolicies.tiny(4);
                Policy pretrained = TestPolicies.tiny(4);
                Learner learner = new Learner(
                        SETTINGS,
                        new ReinforcementTraining(SETTINGS, policy, pretrained),
                        System::nanoTime,
                        true)) {
            byte[] before = policy.toSafeTensors().toBytes();
            learner.abstained("g", 0);
            Learner.Update update = learner.endBlock();
            assertThat(update.version()).isEqualTo(1);
            assertThat(update.crystals()).isZero();
            assertThat(update.abstained()).isEqualTo(1);
            assertThat(policy.toSafeTensors().toBytes()).isEqualTo(before);
        }
    }

    /** Feeds a batch of the same crystal, each candidate so many times. */
    private static Learner.Update fill(
            Learner learner, long firstSequence, int times, Experience experience) {
        Optional<Learner.Update> update = Optional.empty();
        for (long i = 0; update.isEmpty(); i++) {
            for (int time = 0; time < times && update.isEmpty(); time++) {
                update = learner.scored("g", firstSequence + i, experience);
            }
        }
        return update.get();
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

    /** Learns from the best three of twelve; all twelve are accounted for and reported. */
    @Test
    void aWindowIsPricedAndItsChosenPartIsLearnedFrom() {
        ReinforcementSettings settings = new ReinforcementSettings(
                        Algorithm.NUCLEATE, 3, 1, 2e-3, 0.2, 1, 0.01, 2, 2, 0.98, 10, 2000, 1)
                .with(new WindowSettings(12, Choice.TOP));
        try (Policy policy = TestPolicies.tiny(6);
                Policy pretrained = TestPolicies.tiny(6)) {
            List<PolicyTraining.Lesson> lessons = new ArrayList<>();
            Learner learner = new Learner(
                    settings,
                    remembering(new ReinforcementTraining(settings, policy, pretrained), lessons),
                    System::nanoTime);
            List<Experience> experiences = new ArrayList<>();
            Optional<Learner.Update> update = Optional.empty();
            for (SampledCrystal sampled :
                    policy.sample(12, SamplingSettings.DEFAULT, new SplittableRandom(1))) {
                assertThat(update).isEmpty();
                int number = experiences.size();
                experiences.add(new Experience(
                        sampled.crystal(), 0, sampled.logProb().total(), number * 5 % 12));
                update = learner.scored("g", number, experiences.get(number));
            }
            assertThat(update).hasValueSatisfying(made -> {
                assertThat(made.crystals()).isEqualTo(3);
                assertThat(made.passedOver()).isEqualTo(9);
                assertThat(made.meanReward()).isCloseTo(5.5, within(1e-12));
                assertThat(made.candidatesAccounted()).isEqualTo(12);
            });
            assertThat(lessons).singleElement().satisfies(lesson -> {
                assertThat(lesson.window()).isEqualTo(experiences);
                // 5i mod 12 is 11, 10 and 9 for these.
                assertThat(lesson.chosen()).containsExactly(2, 7, 9);
            });
            assertThat(learner.waiting()).isZero();
            learner.close();
        }
    }

    /** A block may hold fewer crystals with a reward than a window, or than a batch. */
    @Test
    void aBlockIsChosenFromHoweverManyHaveAReward() {
        ReinforcementSettings settings = SETTINGS.with(new WindowSettings(64, Choice.VARIANCE));
        try (Policy policy = TestPolicies.tiny(6);
                Policy pretrained = TestPolicies.tiny(6);
                Learner learner = new Learner(
                        settings,
                        new ReinforcementTraining(settings, policy, pretrained),
                        System::nanoTime,
                        true)) {
            long sequence = 0;
            for (int count : new int[] {50, 20}) {
                for (SampledCrystal sampled : policy.sample(
                        count, SamplingSettings.DEFAULT, new SplittableRandom(count))) {
                    learner.scored("g", sequence++, experience(sampled, learner.version()));
                }
                Learner.Update update = learner.endBlock();
                assertThat(update.crystals()).isEqualTo(Math.min(count, 32));
                assertThat(update.crystals() + update.passedOver()).isEqualTo(count);
            }
        }
    }

    /** Replayed while it is rare; purged as soon as the policy draws its kind again. */
    @Test
    void anEliteIsReplayedUntilItsKindComesAgain() {
        ReinforcementSettings settings = SETTINGS.with(new EliteSettings(5, 0.1, 0.1));
        try (Policy policy = TestPolicies.tiny(7);
                Policy pretrained = TestPolicies.tiny(7)) {
            List<PolicyTraining.Lesson> lessons = new ArrayList<>();
            Learner learner = new Learner(
                    settings,
                    remembering(new ReinforcementTraining(settings, policy, pretrained), lessons),
                    System::nanoTime);
            List<SampledCrystal> drawn =
                    policy.sample(80, SamplingSettings.DEFAULT, new SplittableRandom(1));
            Crystal best = drawn.get(0).crystal();
            long sequence = 0;
            // The first batch has a good one, the second none, the third the good one again.
            for (int i : IntStream.concat(
                            IntStream.range(0, 64),
                            IntStream.concat(IntStream.of(0), IntStream.range(64, 80)))
                    .toArray()) {
                learner.scored("g", sequence++, rewarded(drawn.get(i), i == 0 ? 1 : -1));
            }
            assertThat(replayed(lessons)).containsExactly(kinds(best), kinds(best));
            Learner.Update third = null;
            for (int i = 64; third == null; i++) {
                third = learner.scored("h", i, rewarded(drawn.get(i), -1)).orElse(null);
            }
            assertThat(third.elites()).isZero();
            assertThat(lessons.get(2).elites()).isEmpty();
            learner.close();
        }
    }

    private static Experience rewarded(SampledCrystal sampled, double reward) {
        return new Experience(
                sampled.crystal(), 0, sampled.logProb().total(), reward, OptionalDouble.of(-2));
    }

    private static List<List<String>> replayed(List<PolicyTraining.Lesson> lessons) {
        return lessons.stream()
                .map(lesson -> kinds(lesson.elites().toArray(Crystal[]::new)))
                .toList();
    }

    private static List<String> kinds(Crystal... crystals) {
        return Arrays.stream(crystals)
                .map(crystal -> Protostructure.of(crystal).text())
                .toList();
    }

    /** Trains as another does, and keeps what it was given. */
    private static PolicyTraining remembering(
            PolicyTraining training, List<PolicyTraining.Lesson> lessons) {
        return (PolicyTraining) Proxy.newProxyInstance(
                PolicyTraining.class.getClassLoader(),
                new Class<?>[] {PolicyTraining.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("update")) {
                        lessons.add((PolicyTraining.Lesson) arguments[0]);
                    }
                    return method.invoke(training, arguments);
                });
    }

    /** Releases before elite replay stored none. */
    @Test
    void aStateWithoutElitesIsReadable() {
        try (Policy policy = TestPolicies.tiny(3);
                Policy pretrained = TestPolicies.tiny(3);
                Learner learner = new Learner(SETTINGS, policy, pretrained)) {
            SafeTensors checkpoint = learner.checkpoint(Map.of(), fill(learner, policy, 1));
            Map<String, String> metadata = new TreeMap<>(checkpoint.metadata());
            metadata.computeIfPresent("learner", (key, text) -> {
                assertThat(text).contains("\"elites\":[],", "\"passedOver\":0,");
                return text.replace("\"elites\":[],", "")
                        .replace("\"passedOver\":0,", "")
                        .replace("\"elites\":0,", "");
            });
            try (Policy again = Policy.of(TrainingCheckpoint.weights(checkpoint), Device.cpu());
                    Learner restored = new Learner(SETTINGS, again, pretrained)) {
                restored.restore(new SafeTensors(metadata, checkpoint.tensors()));
                assertThat(restored.checkpoint(Map.of(), null).toBytes())
                        .isEqualTo(learner.checkpoint(Map.of(), null).toBytes());
            }
        }
    }
}
