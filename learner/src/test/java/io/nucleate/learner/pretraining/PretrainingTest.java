package io.nucleate.learner.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.learner.optimization.TrainedWeights;
import io.nucleate.policy.Condition;
import io.nucleate.policy.Conditions;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.TestPolicies;
import io.nucleate.tensors.SafeTensors;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

class PretrainingTest {
    private static final PretrainingSettings SETTINGS = settings(4, 0, 3e-3, Description.DRAWN, 2);
    private static List<Example> crystals;

    private static PretrainingSettings settings(
            int epochs, int patience, double learningRate, Description description, int threads) {
        LearningRate rate = new LearningRate(learningRate, 5, LearningRate.Schedule.COSINE);
        return new PretrainingSettings(
                epochs, patience, 16, rate, 0.1, 0.01, 1, 0.9, 0.3, false, description, threads, 7);
    }

    @BeforeAll
    static void drawDataFromAnotherPolicy() {
        try (Policy teacher = TestPolicies.tiny(99)) {
            crystals =
                    teacher.sample(160, SamplingSettings.DEFAULT, new SplittableRandom(2)).stream()
                            .map(sampled -> Example.of(sampled.crystal()))
                            .toList();
        }
    }

    /** Records epochs, and dies after one of them like a process would: after its checkpoint. */
    private record Recorder(List<EpochReport> reports, int dieAfter)
            implements Pretraining.Listener {
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
        return training(SETTINGS, directory);
    }

    private static Pretraining training(PretrainingSettings settings, Path directory) {
        return new Pretraining(
                settings, crystals.subList(0, 130), crystals.subList(130, 160), directory);
    }

    @Test
    void aDirectoryHasOneTrainingAtATime(@TempDir Path directory) throws IOException {
        try (FileChannel other = FileChannel.open(
                directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            other.lock();
            assertThatThrownBy(() -> training(directory)
                            .run(
                                    TestPolicies.TINY,
                                    Device.cpu(),
                                    new Recorder(new ArrayList<>(), 0)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another training writes to " + directory);
        }
        List<EpochReport> reports = new ArrayList<>();
        training(directory).run(TestPolicies.TINY, Device.cpu(), new Recorder(reports, 0));
        assertThat(reports).as("once the other has ended").hasSize(4);
    }

    @Test
    void anInterruptedTrainingGoesOnWithTheSameNumbers(@TempDir Path whole, @TempDir Path broken)
            throws IOException {
        List<EpochReport> uninterrupted = new ArrayList<>();
        training(whole).run(TestPolicies.TINY, Device.cpu(), new Recorder(uninterrupted, 0));
        assertThat(uninterrupted).hasSize(4);
        assertThat(uninterrupted.get(3).trainNegativeLogLikelihood())
                .isLessThan(uninterrupted.get(0).trainNegativeLogLikelihood() - 1);

        List<EpochReport> resumed = new ArrayList<>();
        assertThatThrownBy(() -> training(broken)
                        .run(TestPolicies.TINY, Device.cpu(), new Recorder(resumed, 2)))
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
        assertThat(broken.resolve(TrainedWeights.CHECKPOINT))
                .hasSameBinaryContentAs(whole.resolve(TrainedWeights.CHECKPOINT));
        assertThat(broken.resolve(TrainedWeights.BEST))
                .hasSameBinaryContentAs(whole.resolve(TrainedWeights.BEST));
        try (Policy best = Policy.load(broken.resolve(TrainedWeights.BEST), Device.cpu())) {
            assertThat(best.config()).isEqualTo(TestPolicies.TINY);
        }
    }

    @Test
    void otherSettingsDoNotGoOnWithAForeignCheckpoint(@TempDir Path directory) throws IOException {
        training(directory)
                .run(TestPolicies.TINY, Device.cpu(), new Recorder(new ArrayList<>(), 0));
        Pretraining training = training(settings(4, 0, 1e-3, Description.DRAWN, 2), directory);
        assertThatThrownBy(() -> training.run(
                        TestPolicies.TINY, Device.cpu(), new Recorder(new ArrayList<>(), 0)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another training")
                .hasMessageContaining(directory.toString());
    }

    /**
     * The same crystals in each batch and the same sum of gradients, so that only rounding and
     * dropout differ.
     */
    @Test
    void threadsShareABatch(@TempDir Path alone, @TempDir Path shared) throws IOException {
        List<EpochReport> one = new ArrayList<>();
        List<EpochReport> three = new ArrayList<>();
        training(undropped(1), alone).run(TestPolicies.TINY, Device.cpu(), new Recorder(one, 0));
        training(undropped(3), shared).run(TestPolicies.TINY, Device.cpu(), new Recorder(three, 0));
        for (int i = 0; i < one.size(); i++) {
            assertThat(three.get(i).trainNegativeLogLikelihood())
                    .isCloseTo(one.get(i).trainNegativeLogLikelihood(), within(1e-2));
        }
    }

    private static PretrainingSettings undropped(int threads) {
        LearningRate rate = new LearningRate(1e-3, 5, LearningRate.Schedule.LINEAR);
        return new PretrainingSettings(
                2, 0, 16, rate, 0, 0, 1, 0, 0, false, Description.GIVEN, threads, 7);
    }

    /** Validated on what it is not trained for, it gets worse at some time, and stops. */
    @Test
    void stopsWhenValidationNoLongerImproves(@TempDir Path directory) throws IOException {
        List<EpochReport> reports = new ArrayList<>();
        Recorder recorder = new Recorder(reports, 0);
        training(settings(200, 2, 2e-2, Description.STANDARD, 1), directory)
                .run(TestPolicies.TINY, Device.cpu(), recorder);
        assertThat(reports).hasSizeBetween(3, 199);
        assertThat(reports.get(reports.size() - 3).best()).isTrue();
        assertThat(reports.get(reports.size() - 2).best()).isFalse();
        assertThat(reports.get(reports.size() - 1).best()).isFalse();
        int epochs = reports.size();
        training(settings(200, 2, 2e-2, Description.STANDARD, 1), directory)
                .run(TestPolicies.TINY, Device.cpu(), recorder);
        assertThat(reports).as("it stays over").hasSize(epochs);
    }

    @Test
    void goesOnFromGivenWeights(@TempDir Path first, @TempDir Path second) throws IOException {
        List<EpochReport> before = new ArrayList<>();
        training(first).run(TestPolicies.TINY, Device.cpu(), new Recorder(before, 0));
        assertThat(TrainedWeights.read(first).toBytes())
                .as("a directory of a pre-training stands for its best policy")
                .isEqualTo(Files.readAllBytes(first.resolve(TrainedWeights.BEST)));
        List<EpochReport> after = new ArrayList<>();
        training(second).run(TrainedWeights.read(first), Device.cpu(), new Recorder(after, 0));
        assertThat(after.get(0).trainNegativeLogLikelihood())
                .isLessThan(before.get(1).trainNegativeLogLikelihood());
    }

    private static final Set<Condition> LEARNED = Set.of(Condition.FORMULA, Condition.GAP);

    /** Rock salts of two metals, and the caesium chloride of a third. */
    private static Example salt(Element metal) {
        boolean caesium = metal == Element.Cs;
        double length = caesium ? 4.1 : 5.6;
        List<Site> sites =
                List.of(new Site(metal, 'a', 0, 0, 0), new Site(Element.Cl, 'b', 0.5, 0.5, 0.5));
        Crystal crystal = new Crystal(
                SpaceGroup.of(caesium ? 221 : 225),
                new Lattice(length, length, length, 90, 90, 90),
                sites);
        return new Example(crystal, OptionalDouble.empty(), OptionalDouble.of(caesium ? 2 : 5));
    }

    private static Pretraining conditional(PretrainingSettings settings, Path directory) {
        List<Example> salts = IntStream.range(0, 120)
                .mapToObj(i -> salt(List.of(Element.Cs, Element.Na, Element.K).get(i % 3)))
                .toList();
        return new Pretraining(settings, salts.subList(0, 100), salts.subList(100, 120), directory);
    }

    @Test
    void conditionsAreLearnedFromPlainWeightsAndGoOnWithTheSameNumbers(
            @TempDir Path whole, @TempDir Path broken) throws IOException {
        SafeTensors start;
        try (Policy plain = TestPolicies.tiny(3)) {
            start = Policy.withConditions(plain.toSafeTensors(), LEARNED, 1);
        }
        PretrainingSettings settings = settings(25, 0, 1e-2, Description.GIVEN, 2);
        List<EpochReport> uninterrupted = new ArrayList<>();
        conditional(settings, whole).run(start, Device.cpu(), new Recorder(uninterrupted, 0));
        assertThatThrownBy(() -> conditional(settings, broken)
                        .run(start, Device.cpu(), new Recorder(new ArrayList<>(), 5)))
                .hasMessage("died");
        conditional(settings, broken).run(start, Device.cpu(), new Recorder(new ArrayList<>(), 0));
        assertThat(broken.resolve(TrainedWeights.CHECKPOINT))
                .hasSameBinaryContentAs(whole.resolve(TrainedWeights.CHECKPOINT));

        EpochReport last = uninterrupted.get(uninterrupted.size() - 1);
        assertThat(last.conditional().spaceGroupGivenFormula())
                .as("the formula tells the group")
                .isGreaterThan(Math.log(0.8));
        assertThat(last.conditional().spaceGroupGivenNothing())
                .isCloseTo(Math.log(1.0 / SpaceGroup.COUNT), within(1e-9));
        assertThat(last.conditional().validation().element())
                .as("and what the group does not: which alkali metal it is")
                .isGreaterThan(last.validation().element() + 0.02);
        assertThat(Files.readString(whole.resolve("metrics.jsonl")))
                .contains("\"spaceGroupGivenFormula\"");
        try (Policy best = Policy.load(whole.resolve(TrainedWeights.BEST), Device.cpu())) {
            assertThat(best.config().conditions()).isEqualTo(LEARNED);
            Conditions caesium = salt(Element.Cs).conditions().only(LEARNED);
            assertThat(best.given(caesium).spaceGroups().probability(SpaceGroup.of(221)))
                    .isGreaterThan(0.8);
        }
    }

    /** The rest stays bit for bit, and with it what is drawn without conditions. */
    @Test
    void conditionsCanBeLearnedAlone(@TempDir Path directory) throws IOException {
        SafeTensors start;
        try (Policy plain = TestPolicies.tiny(3)) {
            start = Policy.withConditions(plain.toSafeTensors(), LEARNED, 1);
        }
        LearningRate rate = new LearningRate(1e-2, 5, LearningRate.Schedule.COSINE);
        PretrainingSettings settings = new PretrainingSettings(
                6, 0, 16, rate, 0.1, 0.01, 1, 0.9, 0.3, true, Description.GIVEN, 2, 7);
        List<EpochReport> reports = new ArrayList<>();
        assertThatThrownBy(() -> conditional(settings, directory)
                        .run(start, Device.cpu(), new Recorder(reports, 3)))
                .hasMessage("died");
        conditional(settings, directory).run(start, Device.cpu(), new Recorder(reports, 0));
        assertThat(reports)
                .hasSize(6)
                .extracting(EpochReport::validation)
                .containsOnly(reports.get(0).validation());
        EpochReport last = reports.get(5);
        assertThat(last.best()).isTrue();
        assertThat(last.conditional().validation().total())
                .isGreaterThan(last.validation().total() + 1);
        SafeTensors best = TrainedWeights.read(directory);
        start.tensors().forEach((name, tensor) -> {
            if (name.startsWith("conditions.token") || name.startsWith("space_group.output")) {
                assertThat(best.tensor(name).values()).as(name).isNotEqualTo(tensor.values());
            } else if (!name.startsWith("conditions.") && !name.startsWith("space_group.")) {
                assertThat(best.tensor(name).values()).as(name).isEqualTo(tensor.values());
            }
        });
    }

    @Test
    void withoutConditionsNothingIsSaidOfThem(@TempDir Path directory) throws IOException {
        training(directory)
                .run(TestPolicies.TINY, Device.cpu(), new Recorder(new ArrayList<>(), 0));
        assertThat(Files.readString(directory.resolve("metrics.jsonl")))
                .doesNotContain("onditional");
    }

    @Test
    void conditionsAreDroppedTogetherAndAlone() {
        ConditionDropout dropout = new ConditionDropout(LEARNED, 0.3);
        List<Conditions> kept = dropout.apply(Collections.nCopies(4000, salt(Element.Cs)), 1);
        assertThat(kept.stream().filter(Conditions::isNone).count() / 4000.0)
                .isCloseTo(0.3 + 0.7 * 0.3 * 0.3, within(0.03));
        assertThat(kept.stream().filter(each -> each.formula().isPresent()).count() / 4000.0)
                .isCloseTo(0.7 * 0.7, within(0.03));
        assertThat(kept.stream().filter(each -> each.bandGapEv().isPresent()).count() / 4000.0)
                .isCloseTo(0.7 * 0.7, within(0.03));
        assertThat(kept)
                .as("elements alone are not learned")
                .noneMatch(each -> each.formula().isEmpty() && !each.system().isEmpty());
    }

    /** The network's dropout draws from the seed itself. */
    @Test
    void whatTheNetworkDropsSaysNothingOfTheConditions() {
        ConditionDropout dropout = new ConditionDropout(LEARNED, 0.3);
        List<Long> seeds = LongStream.range(0, 12_000)
                .filter(seed -> new SplittableRandom(seed).nextDouble() < 0.3)
                .boxed()
                .toList();
        long without = seeds.stream()
                .filter(seed ->
                        dropout.apply(List.of(salt(Element.Cs)), seed).get(0).isNone())
                .count();
        assertThat((double) without / seeds.size()).isCloseTo(0.3 + 0.7 * 0.3 * 0.3, within(0.03));
    }
}
