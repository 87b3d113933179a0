package io.nucleate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.WyckoffPosition;
import io.nucleate.policy.constraints.Constraints;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

class SamplerTest {
    private static List<SpaceGroup> everyGroup() {
        List<SpaceGroup> groups = new ArrayList<>();
        for (int number = 1; number <= SpaceGroup.COUNT; number++) {
            groups.add(SpaceGroup.of(number));
        }
        return groups;
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "sampled"})
    void sampledLogProbsEqualRecomputedOnesInEveryGroup(String convention) throws IOException {
        try (Policy policy = Fixtures.policy("tiny", convention)) {
            assertLogProbsEqualRecomputedOnes(policy, everyGroup(), SamplingSettings.DEFAULT);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.7, 1, 1", "1, 0.3, 1", "1, 1, 0.3", "1.3, 0.5, 2"})
    void sampledLogProbsAreThoseAtTemperatureOneWhateverTheTemperatures(
            double temperature, double coordinates, double lattice) throws IOException {
        try (Policy policy = Fixtures.policy("tiny", "sampled")) {
            SamplingSettings settings = SamplingSettings.at(temperature)
                    .withCoordinates(coordinates)
                    .withLattice(lattice);
            assertLogProbsEqualRecomputedOnes(policy, everyGroup(), settings);
        }
    }

    @Test
    void sampledLogProbsEqualRecomputedOnesAtTheAuthorsSize() {
        PolicyConfig config = PolicyConfig.reference();
        try (Policy policy =
                Policy.initialize(config, SpaceGroupDistribution.uniform(), 1, Device.cpu())) {
            assertLogProbsEqualRecomputedOnes(
                    policy, everyGroup().subList(0, 64), SamplingSettings.DEFAULT);
        }
    }

    private static void assertLogProbsEqualRecomputedOnes(
            Policy policy, List<SpaceGroup> groups, SamplingSettings settings) {
        List<SampledCrystal> sampled = policy.sample(groups, settings, new SplittableRandom(1));
        assertThat(sampled).hasSizeGreaterThan(groups.size() * 4 / 5);
        List<LogProb> recomputed =
                policy.logProb(sampled.stream().map(SampledCrystal::crystal).toList());
        for (int i = 0; i < sampled.size(); i++) {
            LogProb drawn = sampled.get(i).logProb();
            LogProb again = recomputed.get(i);
            assertThat(drawn.wyckoff())
                    .as("letters of %s", sampled.get(i))
                    .isCloseTo(again.wyckoff(), within(1e-3));
            assertThat(drawn.element())
                    .as("elements of %s", sampled.get(i))
                    .isCloseTo(again.element(), within(1e-3));
            assertThat(drawn.coordinate())
                    .as("coordinates of %s", sampled.get(i))
                    .isCloseTo(again.coordinate(), within(1e-3));
            assertThat(drawn.lattice())
                    .as("lattice of %s", sampled.get(i))
                    .isCloseTo(again.lattice(), within(1e-3));
        }
    }

    @Test
    void everyMaskIsObeyed() throws IOException {
        try (Policy policy = Fixtures.policy("tiny", "sampled")) {
            for (SampledCrystal sampled : policy.sample(
                    everyGroup(), SamplingSettings.DEFAULT, new SplittableRandom(2))) {
                Crystal crystal = sampled.crystal();
                assertThat(crystal.sites()).hasSizeBetween(1, policy.config().sitesMax());
                Site previous = null;
                for (Site site : crystal.sites()) {
                    WyckoffPosition position = crystal.spaceGroup().position(site.wyckoff());
                    assertThat(position.project(site.x(), site.y(), site.z()))
                            .containsExactly(site.xyz(), within(1e-9));
                    if (previous != null) {
                        int step = position.number() - WyckoffPosition.numberOf(previous.wyckoff());
                        assertThat(step)
                                .isGreaterThanOrEqualTo(position.hasFreeParameters() ? 0 : 1);
                    }
                    previous = site;
                }
                assertThat(crystal.spaceGroup().crystalSystem().constrain(crystal.lattice()))
                        .isEqualTo(crystal.lattice());
            }
        }
    }

    @Test
    void aSeedReproducesAndAnotherDiffers() throws IOException {
        try (Policy policy = Fixtures.policy("tiny", "sampled")) {
            List<SampledCrystal> once =
                    policy.sample(40, SamplingSettings.DEFAULT, new SplittableRandom(3));
            assertThat(policy.sample(40, SamplingSettings.DEFAULT, new SplittableRandom(3)))
                    .isEqualTo(once);
            assertThat(policy.sample(40, SamplingSettings.DEFAULT, new SplittableRandom(4)))
                    .isNotEqualTo(once);
        }
    }

    /** Only the rounding of its density may depend on the companions. */
    @Test
    void aNumberedCrystalDoesNotDependOnItsCompanions() throws IOException {
        try (Policy policy = Fixtures.policy("tiny", "sampled")) {
            List<SampledCrystal> batch = policy.sampleEach(
                    Draws.of(5, "generator", 64, 64), SamplingSettings.DEFAULT, 1);
            assertThat(batch).hasSize(64);
            assertThat(policy.sampleEach(
                            Draws.of(5, "generator", 64, 64), SamplingSettings.DEFAULT, 2))
                    .isEqualTo(batch);
            for (int i : new int[] {0, 31, 63}) {
                SampledCrystal alone = policy.sampleEach(
                                Draws.of(5, "generator", 64 + i, 1), SamplingSettings.DEFAULT, 1)
                        .get(0);
                assertThat(alone.crystal().spaceGroup())
                        .isEqualTo(batch.get(i).crystal().spaceGroup());
                assertThat(alone.crystal().sites().size())
                        .isEqualTo(batch.get(i).crystal().sites().size());
                assertThat(alone.logProb().total())
                        .isCloseTo(batch.get(i).logProb().total(), within(1e-3));
            }
            assertThat(policy.sampleEach(
                            Draws.of(5, "another", 64, 64), SamplingSettings.DEFAULT, 1))
                    .isNotEqualTo(batch);
        }
    }

    /** So far from any angle that makes a cell that it would draw again for good. */
    @Test
    void aPolicyWhoseCellsCannotBeIsAnError() {
        try (Policy policy = TestPolicies.random(TestPolicies.TINIEST, 1)
                .under(Constraints.parse("space-groups=1"))) {
            SamplingSettings wild = SamplingSettings.DEFAULT.withLattice(1e30);
            assertThatThrownBy(() -> policy.sample(2, wild, new SplittableRandom(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("crystals in a row whose cells cannot be")
                    .hasMessageContaining("another temperature");
        }
    }

    @Test
    void theNumberOfThreadsDoesNotMatter() throws IOException {
        try (Policy policy = Fixtures.policy("tiny", "sampled")) {
            List<SampledCrystal> alone =
                    policy.sample(300, SamplingSettings.DEFAULT, new SplittableRandom(3));
            assertThat(policy.sample(300, SamplingSettings.DEFAULT, new SplittableRandom(3), 3))
                    .isEqualTo(alone);
        }
    }

    @Test
    void samplingLeavesNoArrayBehind() throws IOException {
        try (Policy policy = Fixtures.policy("tiny", "sampled")) {
            NDManager manager = policy.parameters().manager();
            policy.sample(everyGroup(), SamplingSettings.DEFAULT, new SplittableRandom(8), 1);
            int before = manager.getManagedArrays().size();
            policy.sample(everyGroup(), SamplingSettings.DEFAULT, new SplittableRandom(9), 1);
            assertThat(manager.getManagedArrays()).hasSize(before);
        }
    }

    @Test
    void firstLettersAreDrawnWithTheirProbabilities() throws IOException {
        SpaceGroup group = SpaceGroup.of(225);
        int draws = 4000;
        try (Policy policy = Fixtures.policy("tiny", "sampled");
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            CrystalFormer network =
                    new CrystalFormer(policy.config(), policy.parameters(), Dropout.NONE);
            NDArray row = policy.parameters().manager().create(new long[] {group.number() - 1});
            float[] logits =
                    network.firstLetter(network.group(row), Optional.empty()).toFloatArray();
            double logNormalizer =
                    Mixtures.logSumExp(logits, 1, group.positions().size());
            List<SampledCrystal> sampled = policy.sample(
                    Collections.nCopies(draws, group),
                    SamplingSettings.DEFAULT,
                    new SplittableRandom(7));
            for (WyckoffPosition position : group.positions()) {
                double expected = Math.exp(logits[position.number()] - logNormalizer);
                double frequency = sampled.stream()
                                .filter(s ->
                                        s.crystal().sites().get(0).wyckoff() == position.letter())
                                .count()
                        / (double) draws;
                double fourSigma = 4 * Math.sqrt(expected * (1 - expected) / draws);
                assertThat(frequency)
                        .as("letter %s", position.letter())
                        .isCloseTo(expected, within(fourSigma));
            }
        }
    }
}
