package io.nucleate.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.energy.Energetics;
import io.nucleate.energy.hull.HullGuards;
import io.nucleate.energy.potential.RequestedQuantities;
import io.nucleate.energy.property.Estimate;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Tests the contract of every reward, and that no reward can be exploited. A new kind of reward
 * adds an expression to the list.
 */
public class RewardContractTest {
    /** Returns one of each kind, and some made of several. */
    public static List<Reward> rewards() {
        return List.of(
                        "ehull",
                        "fom",
                        "force",
                        "target(band-gap, 1.4)",
                        "target(ehull, 0.05)",
                        "at-least(dielectric, 6)",
                        "at-most(density, 3, 0.5)",
                        "at-most(stress, 5)",
                        "ehull + 0.2*fom",
                        "0.5*(ehull + force) + 2*target(formation-energy, -1.5)",
                        "charge-balanced",
                        "ehull + 0.5*novel if charge-balanced",
                        "fom + at-least(volume-per-atom, 15) if ehull < 0.1 and band-gap > 2")
                .stream()
                .map(expression -> Rewards.of(expression, RewardSettings.DEFAULT))
                .toList();
    }

    private static List<Evidence> results() {
        Random random = new Random(3);
        List<Evidence> results = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            boolean known = i % 10 != 0;
            Optional<Boolean> novel =
                    i % 11 == 0 ? Optional.empty() : Optional.of(random.nextBoolean());
            Energetics energetics = SampleEnergetics.EXCELLENT
                    .aboveHull(
                            i % 2 == 0
                                    ? 0.1 * random.nextGaussian()
                                    : Math.exp(4 * random.nextGaussian()))
                    .phases(random.nextInt(6))
                    .volume(5 + 100 * random.nextDouble())
                    .force(Math.exp(3 * random.nextGaussian()))
                    .properties(known ? estimate(random) : null, known ? estimate(random) : null)
                    .energetics(i % 7 != 0);
            results.add(new Evidence(energetics, novel));
        }
        return results;
    }

    private static Estimate estimate(Random random) {
        return new Estimate(10 * random.nextGaussian(), Math.exp(3 * random.nextGaussian()));
    }

    @ParameterizedTest
    @MethodSource("rewards")
    void isFiniteBoundedAndTheSumOfItsTermsOrNamesTheGuard(Reward reward) {
        int abstained = 0;
        for (Evidence evidence : results()) {
            RewardValue value = reward.of(evidence);
            if (value.value().isEmpty()) {
                assertThat(value.guards()).isNotEmpty().doesNotHaveDuplicates();
                abstained++;
            } else {
                double sum = value.terms().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum();
                assertThat(value.value().getAsDouble())
                        .isCloseTo(sum, within(1e-12))
                        .isBetween(reward.worst() - 1e-12, reward.best() + 1e-12);
                assertThat(value.guards()).isSubsetOf(HullGuards.IMPLAUSIBLE_ENERGY);
            }
        }
        assertThat(abstained).isBetween(1, results().size() - 1);
        assertThat(reward.best()).isGreaterThan(reward.worst());
    }

    @ParameterizedTest
    @MethodSource("rewards")
    void isPure(Reward reward) {
        for (Evidence evidence : results()) {
            assertThat(reward.of(evidence)).isEqualTo(reward.of(evidence));
        }
    }

    @ParameterizedTest
    @MethodSource("rewards")
    void itsNameIsAnExpressionForItself(Reward reward) {
        assertThat(Rewards.of(reward.name(), RewardSettings.DEFAULT)).isEqualTo(reward);
    }

    /**
     * The reward abstains if something that it needs is missing; it does without everything else.
     */
    @ParameterizedTest
    @MethodSource("rewards")
    void itsNeedsAreSufficientAndNecessary(Reward reward) {
        boolean forces = reward.needs().quantities() == RequestedQuantities.ENERGY_FORCES_STRESS;
        boolean properties = !reward.needs().properties().isEmpty();
        boolean novelty = reward.needs().novelty();
        SampleEnergetics bare = properties
                ? SampleEnergetics.EXCELLENT
                : SampleEnergetics.EXCELLENT.properties(null, null);
        Optional<Boolean> novel = novelty ? Optional.of(true) : Optional.empty();
        assertThat(reward.of(new Evidence(bare.energetics(forces), novel)).value())
                .isPresent();
        if (forces || properties || novelty) {
            Evidence less = Evidence.of(
                    SampleEnergetics.EXCELLENT.properties(null, null).energetics(false));
            assertThat(reward.of(less).value()).isEmpty();
            assertThat(reward.of(less).guards()).allMatch(guard -> guard.startsWith("unknown-"));
        }
    }

    @ParameterizedTest
    @MethodSource("rewards")
    void stoppedCrystalsGetTheWorstValue(Reward reward) {
        RewardValue stopped = reward.stopped(List.of(Gates.SINGLE_ELEMENT));
        assertThat(stopped.value()).hasValue(reward.worst());
        assertThat(stopped.guards()).containsExactly(Gates.SINGLE_ELEMENT);
    }

    @ParameterizedTest
    @MethodSource("rewards")
    void abstainsOnASparseHull(Reward reward) {
        assertThat(reward.of(SampleEnergetics.EXCELLENT.phases(0).evidence()))
                .isEqualTo(RewardValue.abstain(HullGuards.SPARSE_REFERENCE));
    }

    /** A policy that looks for errors of the potential loses by what it finds. */
    @ParameterizedTest
    @MethodSource("rewards")
    void farBelowTheHullThereIsTheWorstValue(Reward reward) {
        for (double belowEvPerAtom : new double[] {0.21, 0.6, 5}) {
            RewardValue value = reward.of(
                    SampleEnergetics.EXCELLENT.aboveHull(-belowEvPerAtom).evidence());
            assertThat(value.value()).hasValue(reward.worst());
            assertThat(value.guards()).containsExactly(HullGuards.IMPLAUSIBLE_ENERGY);
        }
        assertThat(value(reward, SampleEnergetics.EXCELLENT.aboveHull(-0.19)))
                .as("being further below the hull than the price of ignorance pays nothing")
                .isLessThanOrEqualTo(value(reward, SampleEnergetics.EXCELLENT.aboveHull(-0.1)));
    }

    /** A policy that goes where few phases are known never earns more by it. */
    @ParameterizedTest
    @MethodSource("rewards")
    void fewerKnownPhasesNeverPay(Reward reward) {
        for (double aboveEvPerAtom = -0.19; aboveEvPerAtom < 2.5; aboveEvPerAtom += 0.07) {
            SampleEnergetics crystal = SampleEnergetics.EXCELLENT.aboveHull(aboveEvPerAtom);
            double least = reward.worst() - 1e-12;
            for (int phases = 1; phases < 60; phases++) {
                double worth = value(reward, crystal.phases(phases));
                assertThat(worth)
                        .as("%.2f eV/atom, %d phases", aboveEvPerAtom, phases)
                        .isGreaterThanOrEqualTo(least - 1e-12);
                least = worth;
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rewards")
    void unstableCrystalsGetTheWorstValueWhateverTheirProperties(Reward reward) {
        SampleEnergetics marvel = SampleEnergetics.EXCELLENT.aboveHull(5);
        for (Estimate gap : List.of(new Estimate(1.4, 0), new Estimate(9, 0))) {
            assertThat(value(reward, marvel.properties(gap, new Estimate(30, 0))))
                    .isCloseTo(reward.worst(), within(1e-12));
        }
    }

    /** A high estimate with a huge uncertainty is worth no more than a certain low value. */
    @ParameterizedTest
    @MethodSource("rewards")
    void uncertainEstimatesDoNotPay(Reward reward) {
        for (double uncertainty : new double[] {100, Double.POSITIVE_INFINITY}) {
            Estimate guess = new Estimate(50, uncertainty);
            double claimed = value(reward, SampleEnergetics.EXCELLENT.properties(guess, guess));
            double poor = value(
                    reward,
                    SampleEnergetics.EXCELLENT.properties(
                            new Estimate(-100, 0), new Estimate(-100, 0)));
            assertThat(claimed).isEqualTo(poor);
        }
    }

    private static double value(Reward reward, SampleEnergetics results) {
        return reward.of(results.evidence()).value().getAsDouble();
    }
}
