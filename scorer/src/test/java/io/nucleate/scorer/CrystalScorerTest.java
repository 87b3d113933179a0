package io.nucleate.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.TestCrystals;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.FlatPotential;
import io.nucleate.energy.Judge;
import io.nucleate.energy.hull.ConvexHull;
import io.nucleate.energy.hull.ElementalReferences;
import io.nucleate.energy.hull.HullGuards;
import io.nucleate.energy.hull.HullReference;
import io.nucleate.energy.hull.Phase;
import io.nucleate.energy.relaxation.MorsePotential;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.energy.relaxation.Relaxed;
import io.nucleate.reward.Gates;
import io.nucleate.reward.HullTrust;
import io.nucleate.reward.Reward;
import io.nucleate.reward.RewardSettings;
import io.nucleate.reward.RewardValue;
import io.nucleate.reward.Rewards;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class CrystalScorerTest {
    /** Rewards without a price: a single phase supports the hull. */
    private static final RewardSettings PLAIN = RewardSettings.DEFAULT.with(HullTrust.PLAIN);

    private static final Crystal SALT = TestCrystals.rockSalt(Element.Na, Element.Cl, 5.64);

    @Test
    void aCrystalIsEvaluatedOnItsPrimitiveCell() {
        FlatPotential potential = new FlatPotential(-1.7);
        Score score = FlatScorer.of(potential).score(List.of(SALT)).get(0).orElseThrow();
        Energetics energetics = score.energetics().orElseThrow();
        assertThat(energetics.formationEnergyEvPerAtom()).isCloseTo(-1.7, within(1e-12));
        assertThat(energetics.energyAboveHullEvPerAtom()).isCloseTo(0.3, within(1e-9));
        assertThat(energetics.decomposition().products()).isEqualTo(Map.of("NaCl", 1.0));
        assertThat(score.reward().value().getAsDouble()).isCloseTo(-0.3, within(1e-9));
        assertThat(score.reward().guards()).isEmpty();
        assertThat(potential.asked()).extracting(Structure::atomCount).containsExactly(2);
    }

    @Test
    void forcesAreComputedForRewardsThatNeedThem() {
        FlatPotential potential = new FlatPotential(-2);
        for (String expression : List.of("force", "ehull")) {
            Score score = FlatScorer.of(potential, Rewards.of(expression, RewardSettings.DEFAULT))
                    .score(List.of(SALT))
                    .get(0)
                    .orElseThrow();
            double[][] forces = score.energetics().orElseThrow().prediction().forcesEvPerAngstrom();
            assertThat(forces.length).isEqualTo(expression.equals("force") ? 2 : 0);
        }
    }

    /** Neither the potential nor the references know all elements. This is not a failure. */
    @Test
    void crystalsWithUnknownElementsGetTheWorstReward() {
        FlatPotential potential = new FlatPotential(-1.7);
        List<Result<Score>> results = FlatScorer.of(potential)
                .score(List.of(
                        TestCrystals.rockSalt(Element.Es, Element.Cl, 6),
                        TestCrystals.rockSalt(Element.Na, Element.Po, 6.7)));
        for (Result<Score> result : results) {
            assertThat(result.orElseThrow().reward().guards())
                    .containsExactly(CrystalScorer.UNKNOWN_ELEMENT);
            assertThat(result.orElseThrow().reward().value().getAsDouble()).isEqualTo(-2);
        }
        assertThat(potential.asked()).isEmpty();
    }

    @Test
    void scoresKeepTheOrderOfTheCrystals() {
        List<Result<Score>> results = FlatScorer.of(new FlatPotential(-1.7))
                .score(List.of(
                        TestCrystals.rockSalt(Element.Pb, Element.Pb, 6.7),
                        SALT,
                        TestCrystals.rockSalt(Element.Na, Element.Ne, 5.64),
                        TestCrystals.rockSalt(Element.K, Element.Cl, 6.3)));
        assertThat(results.get(0).orElseThrow().reward().guards())
                .containsExactly(Gates.SINGLE_ELEMENT);
        assertThat(results.get(1).orElseThrow().composition().reducedFormula()).isEqualTo("NaCl");
        assertThat(results.get(2)).isEqualTo(Result.failure("unpriceable", "neon"));
        assertThat(results.get(3).orElseThrow().reward().guards())
                .containsExactly(HullGuards.SPARSE_REFERENCE);
    }

    /** The potential predicts low energies for all crystals, and a policy might exploit this. */
    @Test
    void crystalsThatExploitAnOptimisticPotentialGetNoReward() {
        FlatPotential potential = new FlatPotential(-2.4);
        List<Crystal> tricks = List.of(
                TestCrystals.rockSalt(Element.Pb, Element.Pb, 6.7),
                TestCrystals.rockSalt(Element.Na, Element.Cl, 3.2),
                TestCrystals.rockSalt(Element.Na, Element.Cl, 30),
                TestCrystals.rockSalt(Element.Na, Element.Cl, 0.1));
        for (Result<Score> result : FlatScorer.of(potential).score(tricks)) {
            assertThat(result.orElseThrow().reward().value()).hasValue(-2);
            assertThat(result.orElseThrow().energetics()).isEmpty();
        }
        assertThat(potential.asked()).as("gates come before the potential").isEmpty();

        Score sparse = FlatScorer.of(potential)
                .score(List.of(TestCrystals.rockSalt(Element.K, Element.Cl, 6.3)))
                .get(0)
                .orElseThrow();
        assertThat(sparse.reward().value()).isEqualTo(OptionalDouble.empty());
        Score artefact =
                FlatScorer.of(new FlatPotential(-9)).score(List.of(SALT)).get(0).orElseThrow();
        assertThat(artefact.reward().value()).isEqualTo(OptionalDouble.empty());
    }

    @Test
    void noveltyIsLookedUpForRewardsThatAskForIt() {
        Reward novel = Rewards.of("ehull if novel", PLAIN);
        FlatScorer blind = FlatScorer.of(new FlatPotential(-2), novel);
        assertThat(blind.scorer().objection(blind.objective()).orElseThrow())
                .contains("knows no materials", "'ehull if novel'");
        FlatScorer scorer = blind.withKnown(KnownCrystals.shipped());
        assertThat(scorer.scorer().objection(scorer.objective())).isEmpty();
        List<Result<Score>> scores = scorer.score(List.of(
                SALT,
                TestCrystals.cubic(
                        216,
                        6.2,
                        new Site(Element.Na, 'a', 0, 0, 0),
                        new Site(Element.Cl, 'c', 0.25, 0.25, 0.25))));
        assertThat(scores.get(0).orElseThrow().reward().value()).hasValue(-2);
        assertThat(scores.get(1).orElseThrow().reward().value().getAsDouble())
                .isCloseTo(0, within(1e-9));
    }

    private static FlatScorer relaxing(Gates gates, RelaxationSettings settings) {
        HullReference phases =
                new HullReference("test@1", List.of(), List.of(new Phase("NaCl", -2)));
        return FlatScorer.of(
                new EnergyCalculator(
                        new MorsePotential(),
                        ElementalReferences.named("mp"),
                        new ConvexHull(phases)),
                FlatScorer.relaxing(gates, settings));
    }

    @Test
    void aRelaxedCrystalIsScoredAtTheEndOfItsRelaxation() {
        Score score = relaxing(Gates.DEFAULT, RelaxationSettings.DEFAULT)
                .score(List.of(SALT))
                .get(0)
                .orElseThrow();
        Energetics energetics = score.energetics().orElseThrow();
        Relaxed relaxed = energetics.relaxed().orElseThrow();
        assertThat(relaxed.converged()).isTrue();
        assertThat(relaxed.crystal().orElseThrow().spaceGroup().number()).isEqualTo(225);
        assertThat(energetics.prediction().energyEvPerAtom())
                .isEqualTo(relaxed.prediction().energyEvPerAtom())
                .isLessThan(relaxed.initialEnergyEvPerAtom());
        assertThat(score.reward().guards()).isEmpty();
    }

    /** Its energy is an upper bound: what is near the hull by it is near the hull. */
    @Test
    void aRelaxationThatEndsEarlyIsNoGuard() {
        Score score = relaxing(Gates.DEFAULT, new RelaxationSettings(1e-6, 1))
                .score(List.of(SALT))
                .get(0)
                .orElseThrow();
        assertThat(score.reward().guards()).isEmpty();
        assertThat(score.reward().value()).isPresent();
        assertThat(score.energetics().flatMap(Energetics::relaxed).orElseThrow().converged())
                .isFalse();
    }

    /** A crystal can pass the gates before the relaxation and be stopped after it. */
    @Test
    void gatesStopCrystalsThatRelaxOutOfTheirBounds() {
        double volumePerAtom = SALT.lattice().volume() / SALT.atomCount();
        Gates gates = new Gates(100, 0.7, 0.6, 0.95 * volumePerAtom, 1.05 * volumePerAtom);
        Score score = relaxing(gates, RelaxationSettings.DEFAULT)
                .score(List.of(SALT))
                .get(0)
                .orElseThrow();
        assertThat(score.reward().guards()).containsExactly(Gates.ABSURD_VOLUME);
        assertThat(score.reward().value()).hasValue(-2);
    }

    /** A judge that disagrees changes no reward. */
    @Test
    void theJudgementIsNotPartOfTheReward() {
        List<Crystal> crystals =
                List.of(SALT, TestCrystals.rockSalt(Element.Na, Element.Cl, 5.9), SALT);
        for (double opinion : new double[] {-9, 0.5}) {
            FlatPotential strict = new FlatPotential(opinion);
            List<Result<Score>> judged = FlatScorer.of(new FlatPotential(-1.95))
                    .withJudge(new Judge(strict, FlatPotential.REFERENCES, 0.1))
                    .score(crystals);
            List<Result<Score>> alone = FlatScorer.of(new FlatPotential(-1.95)).score(crystals);
            for (int i = 0; i < crystals.size(); i++) {
                Score score = judged.get(i).orElseThrow();
                assertThat(score.reward()).isEqualTo(alone.get(i).orElseThrow().reward());
                assertThat(score.energetics()
                                .orElseThrow()
                                .judgement()
                                .orElseThrow()
                                .energyAboveHullEvPerAtom())
                        .isCloseTo(opinion + 2, within(1e-9));
            }
            assertThat(strict.asked()).hasSize(crystals.size());
        }
    }

    private static Objective pessimistic(boolean oneByOne) {
        return new Objective(
                Gates.DEFAULT,
                Optional.empty(),
                RelaxationSettings.DEFAULT,
                Rewards.of("ehull", PLAIN),
                Set.of(),
                0,
                Optional.of(new Pessimism("flat-1", 0.1)),
                oneByOne);
    }

    private static List<Result<Score>> pessimistic(
            double first, FlatPotential second, Crystal... crystals) {
        return FlatScorer.of(new FlatPotential(first))
                .withJudge(new Judge(second, FlatPotential.REFERENCES, -1))
                .scorer()
                .score(List.of(crystals), pessimistic(false));
    }

    private static double reward(Result<Score> score) {
        return score.orElseThrow().reward().value().orElseThrow();
    }

    /** Sodium chloride is known at -2 eV/atom. The judge's own bound would let it judge nothing. */
    @Test
    void theWorseOfTwoPotentialsPaysNearTheHull() {
        FlatPotential higher = new FlatPotential(-1.6);
        Score score = pessimistic(-1.95, higher, SALT).get(0).orElseThrow();
        assertThat(score.reward().value().orElseThrow()).isCloseTo(-0.4, within(1e-9));
        Energetics both = score.energetics().orElseThrow();
        assertThat(both.energyAboveHullEvPerAtom()).isCloseTo(0.05, within(1e-9));
        assertThat(both.judgement().orElseThrow().energyAboveHullEvPerAtom())
                .isCloseTo(0.4, within(1e-9));
        assertThat(reward(pessimistic(-1.95, new FlatPotential(-2.3), SALT).get(0)))
                .as("a lower energy of the second potential")
                .isCloseTo(-0.05, within(1e-9));
        assertThat(reward(pessimistic(-1.85, higher, SALT).get(0)))
                .as("far from the hull, the second potential is not asked")
                .isCloseTo(-0.15, within(1e-9));
        assertThat(higher.asked()).hasSize(1);
    }

    /** Otherwise a policy would learn to make what only one potential can price. */
    @Test
    void whatTheSecondPotentialCannotPriceIsNotPaid() {
        Judge narrow =
                new Judge(new FlatPotential(-3), ElementalReferences.named("sevennet-0"), 0.1);
        List<Result<Score>> scores = FlatScorer.of(new FlatPotential(-1.95))
                .withJudge(narrow)
                .scorer()
                .score(
                        List.of(TestCrystals.rockSalt(Element.Na, Element.Xe, 7)),
                        pessimistic(false));
        assertThat(scores.get(0).orElseThrow().reward().guards())
                .containsExactly(CrystalScorer.UNKNOWN_ELEMENT);
        assertThat(reward(scores.get(0))).isEqualTo(-2);
    }

    @Test
    void aPessimisticRunIsRefusedByAScorerWithoutItsSecondPotential() {
        FlatScorer alone = FlatScorer.of(new FlatPotential(-1.95));
        assertThat(alone.scorer().objection(pessimistic(false)).orElseThrow())
                .contains("flat-1", "has none", "nucleate.scorer.judge.potential");
        CrystalScorer both = alone.withJudge(
                        new Judge(new FlatPotential(-1.9), FlatPotential.REFERENCES, 0.1))
                .scorer();
        assertThat(both.objection(pessimistic(false))).isEmpty();
    }

    /** The same numbers whatever else is in the batch, and each judgement with its crystal. */
    @Test
    void aDeterministicRunAsksTheSecondPotentialForEachCrystalAlone() {
        List<Integer> calls = new ArrayList<>();
        FlatPotential second = new FlatPotential(-1.6, asked -> calls.add(asked.size()));
        CrystalScorer scorer = FlatScorer.of(new FlatPotential(-1.95))
                .withJudge(new Judge(second, FlatPotential.REFERENCES, 0.1))
                .scorer();
        Objective plain = Objective.of(Gates.DEFAULT, pessimistic(false).reward());
        Crystal stopped = TestCrystals.rockSalt(Element.Na, Element.Na, 5.6);
        List<Result<Score>> scores = scorer.score(List.of(
                new CrystalScorer.Task(SALT, pessimistic(true)),
                new CrystalScorer.Task(stopped, pessimistic(true)),
                new CrystalScorer.Task(SALT, plain),
                new CrystalScorer.Task(SALT, pessimistic(true)),
                new CrystalScorer.Task(SALT, pessimistic(false)),
                new CrystalScorer.Task(SALT, pessimistic(false)),
                new CrystalScorer.Task(SALT, plain)));
        assertThat(calls).containsExactlyInAnyOrder(1, 1, 2, 2);
        double[] expected = {-0.4, -2, -0.05, -0.4, -0.4, -0.4, -0.05};
        for (int i = 0; i < expected.length; i++) {
            assertThat(reward(scores.get(i))).isCloseTo(expected[i], within(1e-9));
        }
    }

    /** Three scorers that share the crystals between them score as one does, repeats included. */
    @Test
    void aScoreDependsOnTheCrystalAlone() {
        List<Crystal> crystals = List.of(
                SALT,
                SALT,
                TestCrystals.rockSalt(Element.Na, Element.Cl, 5.9),
                TestCrystals.rockSalt(Element.Pb, Element.Pb, 6.7),
                SALT,
                SALT);
        List<Result<Score>> together = FlatScorer.of(new FlatPotential(-1.7)).score(crystals);
        List<FlatScorer> scorers = Stream.generate(() -> FlatScorer.of(new FlatPotential(-1.7)))
                .limit(3)
                .toList();
        for (int i = 0; i < crystals.size(); i++) {
            RewardValue alone = scorers.get(i % 3)
                    .score(List.of(crystals.get(i)))
                    .get(0)
                    .orElseThrow()
                    .reward();
            assertThat(alone).isEqualTo(together.get(i).orElseThrow().reward());
        }
        assertThat(together.get(5).orElseThrow().reward())
                .isEqualTo(together.get(0).orElseThrow().reward());
    }

    /** Crystals of several runs share a call, unless a run wants each of its crystals alone. */
    @Test
    void crystalsOfSeveralRunsShareACallOfThePotential() {
        List<Integer> calls = new ArrayList<>();
        FlatPotential potential =
                new FlatPotential(-1.7, structures -> calls.add(structures.size()));
        Objective plain = Objective.of(Gates.DEFAULT, Rewards.of("ehull", PLAIN));
        Objective twice = Objective.of(Gates.DEFAULT, Rewards.of("2*ehull", PLAIN));
        Objective alone = new Objective(
                Gates.DEFAULT,
                Optional.empty(),
                RelaxationSettings.DEFAULT,
                plain.reward(),
                Set.of(),
                0,
                Optional.empty(),
                true);
        Crystal stopped = TestCrystals.rockSalt(Element.Na, Element.Na, 5.6);
        List<Objective> objectives = List.of(plain, twice, alone, plain, twice, alone, plain);
        List<CrystalScorer.Task> tasks = objectives.stream()
                .map(objective -> new CrystalScorer.Task(SALT, objective))
                .collect(Collectors.toCollection(ArrayList::new));
        tasks.add(2, new CrystalScorer.Task(stopped, twice));
        List<Result<Score>> scores = FlatScorer.of(potential).scorer().score(tasks);
        assertThat(calls).containsExactlyInAnyOrder(5, 1, 1);
        double[] rewards = scores.stream()
                .mapToDouble(score -> score.orElseThrow().reward().value().getAsDouble())
                .toArray();
        double[] expected = {-0.3, -0.6, -4, -0.3, -0.3, -0.6, -0.3, -0.3};
        for (int i = 0; i < expected.length; i++) {
            assertThat(rewards[i]).isCloseTo(expected[i], within(1e-9));
        }
    }
}
