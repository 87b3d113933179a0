package io.nucleate.energy.relaxation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.StructureChecks;
import io.nucleate.crystal.TestCrystals;
import io.nucleate.crystal.Vectors;
import io.nucleate.energy.potential.Potential;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

class RelaxerTest {
    private static final RelaxationSettings TIGHT = new RelaxationSettings(1e-5, 500);

    private final MorsePotential potential = new MorsePotential();

    private static List<Crystal> perturbed() {
        return List.of(
                TestCrystals.rockSalt(Element.Na, Element.Cl, 5.2),
                Crystals.anatase(3.9, 9.9, 0.18),
                Crystals.anatase(3.5, 9.0, 0.14),
                TestCrystals.rockSalt(Element.K, Element.Br, 6));
    }

    private static List<Structure> primitive(List<Crystal> crystals) {
        return crystals.stream().map(Crystal::primitiveStructure).toList();
    }

    private List<Relaxed> relaxed(List<Result<Relaxed>> relaxations) {
        return relaxations.stream().map(Result::orElseThrow).toList();
    }

    @Test
    void endsAtAMinimum() {
        for (Relaxed relaxed : relaxed(new Relaxer(potential, TIGHT).relax(perturbed()))) {
            assertThat(relaxed.converged()).isTrue();
            assertThat(relaxed.prediction().forceMaxEvPerAngstrom()).isLessThan(1e-5);
            assertThat(relaxed.stressMaxGpa()).isLessThan(1e-3);
            assertThat(relaxed.prediction().energyEvPerAtom())
                    .isLessThan(relaxed.initialEnergyEvPerAtom());
            assertThat(relaxed.steps()).isBetween(2, 60);
        }
    }

    @Test
    void withAndWithoutSymmetryTheMinimumIsTheSame() {
        List<Relaxed> symmetric = relaxed(new Relaxer(potential, TIGHT).relax(perturbed()));
        List<Relaxed> free =
                relaxed(new Relaxer(potential, TIGHT).relaxUnconstrained(primitive(perturbed())));
        for (int i = 0; i < symmetric.size(); i++) {
            assertThat(free.get(i).crystal()).isEmpty();
            assertThat(symmetric.get(i).prediction().energyEvPerAtom())
                    .isCloseTo(free.get(i).prediction().energyEvPerAtom(), within(1e-8));
        }
    }

    @Test
    void everyOperationMapsTheRelaxedCrystalOntoItself() {
        for (Relaxed relaxed : relaxed(new Relaxer(potential, TIGHT).relax(perturbed()))) {
            Crystal crystal = relaxed.crystal().orElseThrow();
            Structure atoms = crystal.structure();
            crystal.spaceGroup().general().operations().forEach(operation -> {
                for (int atom = 0; atom < atoms.atomCount(); atom++) {
                    double[] image = operation.apply(atoms.fracs()[atom]);
                    assertThat(IntStream.range(0, atoms.atomCount()))
                            .anyMatch(other -> isSame(image, atoms.fracs()[other]));
                }
            });
        }
    }

    private static boolean isSame(double[] p, double[] q) {
        return IntStream.range(0, 3)
                .allMatch(axis -> Math.abs(Vectors.nearest(p[axis] - q[axis])) < 1e-12);
    }

    @Test
    void aCrystalKeepsItsSpaceGroupAndLetters() {
        Crystal anatase = Crystals.anatase(3.9, 9.9, 0.18);
        Crystal relaxed = new Relaxer(potential, TIGHT)
                .relax(List.of(anatase))
                .get(0)
                .orElseThrow()
                .crystal()
                .orElseThrow();
        assertThat(relaxed.spaceGroup()).isEqualTo(anatase.spaceGroup());
        assertThat(relaxed.sites()).extracting(Site::wyckoff).containsExactly('b', 'e');
        assertThat(relaxed.sites().get(0)).isEqualTo(anatase.sites().get(0));
        assertThat(relaxed.lattice().a()).isEqualTo(relaxed.lattice().b()).isNotEqualTo(3.9);
    }

    @Test
    void aBatchGivesTheResultsOfSingleStructures() {
        List<Crystal> crystals = perturbed();
        List<Relaxed> batch =
                relaxed(new Relaxer(potential, RelaxationSettings.DEFAULT).relax(crystals));
        for (int i = 0; i < crystals.size(); i++) {
            Relaxed single = new Relaxer(potential, RelaxationSettings.DEFAULT)
                    .relax(List.of(crystals.get(i)))
                    .get(0)
                    .orElseThrow();
            assertThat(batch.get(i).crystal()).isEqualTo(single.crystal());
            assertThat(batch.get(i).steps()).isEqualTo(single.steps());
        }
    }

    @Test
    void theOrderOfAtomsDoesNotMatter() {
        Structure structure = Crystals.anatase(3.9, 9.9, 0.18).primitiveStructure();
        Structure reversed = TestCrystals.reversed(structure);
        List<Relaxed> both = relaxed(
                new Relaxer(potential, TIGHT).relaxUnconstrained(List.of(structure, reversed)));
        assertThat(both.get(1).prediction().energyEvPerAtom())
                .isCloseTo(both.get(0).prediction().energyEvPerAtom(), within(1e-9));
    }

    /** While crystals wait, all places are taken. */
    @Test
    void aFinishedStructureIsReplacedAtOnce() {
        SplittableRandom random = new SplittableRandom(3);
        List<Crystal> crystals = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            crystals.add(
                    TestCrystals.rockSalt(Element.Na, Element.Cl, 4.6 + 1.4 * random.nextDouble()));
        }
        List<Relaxed> relaxed = relaxed(new Relaxer(potential, TIGHT).relax(crystals));
        assertThat(relaxed).hasSize(200).allMatch(Relaxed::converged);
        List<Integer> sizes = potential.batchSizes();
        int full = sizes.lastIndexOf(64) + 1;
        assertThat(sizes.subList(0, full)).containsOnly(64);
        assertThat(sizes.subList(full, sizes.size()))
                .isSortedAccordingTo(Collections.reverseOrder());
        assertThat(sizes.stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(relaxed.stream().mapToInt(r -> r.steps() + 1).sum());
    }

    @Test
    void theNumberOfAtomsInABatchIsBounded() {
        Crystal large = Crystals.random(139, new SplittableRandom(1));
        new Relaxer(potential, new RelaxationSettings(1e9, 1))
                .relax(Collections.nCopies(100, large));
        int atoms = large.primitiveStructure().atomCount();
        assertThat(potential.batchSizes().get(0)).isEqualTo((1024 + atoms - 1) / atoms);
    }

    @Test
    void aRelaxationThatHasNotConvergedIsMarked() {
        Crystal anatase = Crystals.anatase(3.5, 9.0, 0.14);
        Relaxed relaxed = new Relaxer(potential, new RelaxationSettings(1e-5, 3))
                .relax(List.of(anatase))
                .get(0)
                .orElseThrow();
        assertThat(relaxed.converged()).isFalse();
        assertThat(relaxed.steps()).isEqualTo(3);
        assertThat(relaxed.prediction().energyEvPerAtom())
                .isLessThan(relaxed.initialEnergyEvPerAtom());
        assertThat(relaxed.prediction().forceMaxEvPerAngstrom()).isGreaterThan(1e-5);
    }

    @Test
    void aMinimumNeedsNoStep() {
        Relaxer relaxer = new Relaxer(potential, TIGHT);
        Relaxed first = relaxer.relax(perturbed()).get(1).orElseThrow();
        Relaxed again =
                relaxer.relax(List.of(first.crystal().orElseThrow())).get(0).orElseThrow();
        assertThat(again.steps()).isZero();
        assertThat(again.converged()).isTrue();
        assertThat(again.crystal()).isEqualTo(first.crystal());
    }

    @Test
    void aFailureDoesNotAffectTheOthers() {
        Crystal neon = TestCrystals.rockSalt(Element.Na, Element.Ne, 5.6);
        Crystal helium = TestCrystals.rockSalt(Element.Na, Element.He, 5.6);
        Crystal scattered = TestCrystals.rockSalt(Element.Na, Element.Cl, 9.6);
        Crystal salt = TestCrystals.rockSalt(Element.Na, Element.Cl, 5.2);
        Crystal crushed = TestCrystals.rockSalt(Element.Na, Element.Cl, 2);
        List<Result<Relaxed>> relaxations = new Relaxer(potential, TIGHT)
                .relax(List.of(neon, helium, salt, scattered, crushed));
        assertThat(relaxations.get(0)).isEqualTo(Result.failure(Potential.UNSUPPORTED, "neon"));
        assertThat(((Result.Failure<?>) relaxations.get(1)).kind()).isEqualTo(Potential.NOT_FINITE);
        assertThat(relaxations.get(2).orElseThrow().converged()).isTrue();
        for (Result<Relaxed> runaway : relaxations.subList(3, 5)) {
            assertThat(((Result.Failure<?>) runaway).kind()).isEqualTo(Relaxer.RUNAWAY);
            assertThat(((Result.Failure<?>) runaway).reason())
                    .matches("after \\d+ steps.*volume.*");
        }
    }

    @Test
    void aCollapseEndsAtOnce() {
        PairPotential attraction = new PairPotential(distance -> 3 * distance, distance -> 3);
        Result<Relaxed> end = new Relaxer(attraction, TIGHT)
                .relax(List.of(PairPotential.crystal(1.5)))
                .get(0);
        assertThat(((Result.Failure<?>) end).kind()).isEqualTo(Relaxer.RUNAWAY);
        assertThat(((Result.Failure<?>) end).reason())
                .matches("after \\d+ steps.*atoms have come within 0\\.[0-4].*");
        assertThat(attraction.evaluations()).isLessThan(20);
    }

    @Test
    void atomsThatBeginTooCloseMayComeApart() {
        PairPotential spring = new PairPotential(
                distance -> (distance - 1.5) * (distance - 1.5), distance -> 2 * (distance - 1.5));
        Relaxed end = new Relaxer(spring, TIGHT)
                .relax(List.of(PairPotential.crystal(0.2)))
                .get(0)
                .orElseThrow();
        assertThat(end.converged()).isTrue();
        assertThat(StructureChecks.of(end.structure()).shortestDistanceAngstrom())
                .isCloseTo(1.5, within(1e-3));
    }

    /**
     * What ends where little is to be gained has gained nearly all, against the full relaxation.
     * Denser anatase passes a saddle, where small forces end a relaxation just as well.
     */
    @Test
    void whatEndsEarlyHasLittleToGain() {
        List<Crystal> crystals = new ArrayList<>();
        for (double strain = 0.96; strain < 1.1; strain += 0.01) {
            crystals.add(TestCrystals.rockSalt(Element.Na, Element.Cl, 5.64 * strain));
            crystals.add(Crystals.anatase(3.78 * strain, 9.5 / strain, 0.2 - 0.2 * (strain - 1)));
        }
        List<Relaxed> full = relaxed(new Relaxer(potential, TIGHT).relax(crystals));
        for (double bound : new double[] {1e-2, 1e-3, 1e-5}) {
            RelaxationSettings settings = new RelaxationSettings(1e-5, bound, 500, Optimizer.LBFGS);
            List<Relaxed> early = relaxed(new Relaxer(potential, settings).relax(crystals));
            int saved = 0;
            for (int i = 0; i < crystals.size(); i++) {
                double missed = early.get(i).prediction().energyEvPerAtom()
                        - full.get(i).prediction().energyEvPerAtom();
                assertThat(missed).isBetween(-1e-7, bound);
                assertThat(early.get(i).steps()).isLessThanOrEqualTo(full.get(i).steps());
                assertThat(early.get(i).converged()).isTrue();
                saved += full.get(i).steps() - early.get(i).steps();
                assertSame(
                        early.get(i),
                        new Relaxer(potential, settings)
                                .relax(List.of(crystals.get(i)))
                                .get(0)
                                .orElseThrow());
            }
            assertThat(saved).isPositive();
        }
    }

    private static void assertSame(Relaxed batch, Relaxed single) {
        assertThat(batch.crystal()).isEqualTo(single.crystal());
        assertThat(batch.steps()).isEqualTo(single.steps());
    }

    /** Of a quadratic energy the model is exact, once it has learned all curvatures. */
    @Test
    void theRemainingDescentOfAQuadraticEnergyIsExact() {
        assertRemainingDescent(2, new double[] {12}, new double[] {0.05});
        assertRemainingDescent(7, new double[] {3, 20, 70}, new double[] {0.03, -0.05, 0.04});
    }

    private static void assertRemainingDescent(
            int evaluations, double[] stiffness, double[] start) {
        Lbfgs lbfgs = new Lbfgs(Amplitudes::norm);
        double[] point = start;
        double lowest = Double.POSITIVE_INFINITY;
        for (int n = 1; n <= evaluations; n++) {
            double[] gradient = new double[point.length];
            for (int i = 0; i < point.length; i++) {
                gradient[i] = stiffness[i] * point[i];
            }
            double energy = Amplitudes.dot(gradient, point) / 2;
            lowest = Math.min(lowest, energy);
            assertThat(lbfgs.remainingDescentEv() < Double.POSITIVE_INFINITY)
                    .as("the first step measures the first curvature")
                    .isEqualTo(n > 2);
            point = lbfgs.next(point, energy, gradient);
        }
        assertThat(lbfgs.remainingDescentEv()).isPositive().isCloseTo(lowest, within(lowest / 100));
    }

    /** FIRE knows nothing of the curvature, and needs more steps to the same minimum. */
    @Test
    void bothOptimizersEndAtTheSameMinimum() {
        RelaxationSettings fire = new RelaxationSettings(1e-4, 0, 2000, Optimizer.FIRE);
        List<Relaxed> slow = relaxed(new Relaxer(potential, fire).relax(perturbed()));
        List<Relaxed> fast = relaxed(new Relaxer(potential, TIGHT).relax(perturbed()));
        for (int i = 0; i < slow.size(); i++) {
            assertThat(slow.get(i).converged()).isTrue();
            assertThat(slow.get(i).steps()).isGreaterThan(fast.get(i).steps());
            assertThat(slow.get(i).prediction().energyEvPerAtom())
                    .isCloseTo(fast.get(i).prediction().energyEvPerAtom(), within(1e-6));
        }
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThatThrownBy(() -> new RelaxationSettings(0, 10))
                .hasMessageContaining("positive bound");
        assertThatThrownBy(() -> new RelaxationSettings(0.05, 0))
                .hasMessageContaining("at least one step");
        assertThatThrownBy(() -> new RelaxationSettings(0.05, -1, 10, Optimizer.LBFGS))
                .hasMessageContaining("found -1");
        assertThatThrownBy(() -> new RelaxationSettings(0.05, 0.001, 10, Optimizer.FIRE))
                .hasMessageContaining("fire does not predict");
    }
}
