package io.nucleate.evaluation;

import static io.nucleate.evaluation.Materials.caesiumChloride;
import static io.nucleate.evaluation.Materials.halide;
import static io.nucleate.evaluation.Materials.withoutSymmetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Material;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.matching.StructureMatcher;
import io.nucleate.crystal.matching.Tolerances;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.Judge;
import io.nucleate.energy.hull.ConvexHull;
import io.nucleate.energy.hull.HullGuards;
import io.nucleate.energy.hull.HullReference;
import io.nucleate.energy.hull.Phase;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.potential.RequestedQuantities;
import io.nucleate.energy.relaxation.Relaxed;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class EvaluatorTest {
    private static final StructureMatcher MATCHER = new StructureMatcher(Tolerances.DEFAULT);

    private static final List<Material> KNOWN = List.of(
            halide("Na", "Cl", 5.64), halide("K", "Cl", 6.29), caesiumChloride("Cs", "Cl", 4.12));

    /**
     * NaCl three times, once without symmetry; a new polymorph of NaCl; LiF, which is new; CsF with
     * overlapping atoms, which is new; and the alloy NaMg.
     */
    private static final List<Material> GENERATED = List.of(
            halide("Na", "Cl", 5.7),
            halide("Na", "Cl", 5.5),
            withoutSymmetry(halide("Na", "Cl", 5.6)),
            caesiumChloride("Na", "Cl", 3.5),
            halide("Li", "F", 4.03),
            halide("Cs", "F", 0.9),
            halide("Na", "Mg", 6));

    private static Evaluation evaluate(KnownMaterials known, MaterialDistributions reference) {
        return new Evaluator(Rules.DEFAULT, known, reference).evaluate(GENERATED);
    }

    /** Returns what finds known materials by matching structures. */
    private static Evaluator byMatching(List<Material> known) {
        return new Evaluator(
                Rules.DEFAULT,
                new KnownStructures(known, MATCHER),
                MaterialDistributions.of("known", KNOWN));
    }

    @Test
    void countsByMatchingStructures() {
        Evaluation evaluation = evaluate(
                new KnownStructures(KNOWN, MATCHER), MaterialDistributions.of("known", KNOWN));
        assertThat(evaluation.crystals()).isEqualTo(7);
        assertThat(evaluation.validity().structural().count()).isEqualTo(6);
        assertThat(evaluation.validity().compositional().count()).isEqualTo(7);
        assertThat(evaluation.validity().both().fraction()).isEqualTo(6 / 7.0);
        assertThat(evaluation.unique().count()).isEqualTo(5);
        assertThat(evaluation.novelty().novel().count()).isEqualTo(4);
        assertThat(evaluation.novelty().uniqueAndNovel().count()).isEqualTo(4);
        assertThat(evaluation.novelty().undecided().count()).isZero();
        assertThat(evaluation.stability()).isEmpty();
        assertThat(evaluation.distributions().crystals()).isEqualTo(6);
        assertThat(evaluation.distributions().elements().wasserstein()).contains(0.0);
        assertThat(evaluation.coverage()).isPresent();
    }

    @Test
    void withTheIndexAStructureWithoutSymmetryIsUndecided() {
        MaterialIndex index = MaterialIndex.of(KNOWN, List.of());
        Evaluation evaluation = evaluate(index, MaterialDistributions.of("index", index));
        assertThat(evaluation.novelty().undecided().count()).isEqualTo(1);
        assertThat(evaluation.novelty().novel().count()).isEqualTo(4);
        assertThat(evaluation.distributions().spaceGroups().generated())
                .isEqualTo(Map.of(221, 1, 225, 4));
        assertThat(evaluation.distributions().spaceGroups().reference())
                .isEqualTo(Map.of(221, 1, 225, 2));
        assertThat(evaluation.coverage()).isEmpty();
    }

    /** Known phases lie at -2 eV/atom; no phase of sodium and magnesium is known. */
    @Test
    void stableUniqueAndNovelNeedsAllThree() {
        ListedPotential potential = new ListedPotential(
                GENERATED, new double[] {-2.1, -1.95, -1.8, -1.95, -2.01, -9, 0.3});
        ConvexHull hull = new ConvexHull(new HullReference(
                "test@1",
                List.of(),
                List.of(new Phase("NaCl", -2), new Phase("LiF", -2), new Phase("CsF", -2))));
        List<Integer> progress = new ArrayList<>();
        Evaluation.Stability stability = byMatching(KNOWN)
                .evaluate(
                        GENERATED,
                        new EnergyCalculator(potential, ListedPotential.REFERENCES, hull),
                        Optional.empty(),
                        EnergyMethod.AS_SUBMITTED,
                        (energies, of) -> progress.addAll(List.of(energies, of)))
                .stability()
                .orElseThrow();
        assertThat(stability.potential()).isEqualTo("listed-1");
        assertThat(stability.hullReference()).isEqualTo("test@1");
        assertThat(progress).containsExactly(6, 6);
        assertThat(stability.evaluated().count())
                .as("no energy is computed for the overlapping atoms of CsF")
                .isEqualTo(6);
        assertThat(stability.sparseHull().count()).isEqualTo(1);
        assertThat(stability.warnings())
                .as("of sodium with magnesium; what has no energy has no warning")
                .isEqualTo(Map.of(HullGuards.SPARSE_REFERENCE, 1));
        assertThat(stability.stable().count()).isEqualTo(2);
        assertThat(stability.metastable().count()).isEqualTo(4);
        assertThat(stability.sun().count()).isEqualTo(1);
        assertThat(stability.msun().count()).isEqualTo(2);
        assertThat(stability.energyAboveHullEvPerAtom().orElseThrow().median())
                .isCloseTo(0.05, within(1e-9));
    }

    /** 1.1 eV/atom below the hull is rather an error; the protocol of others has no such rule. */
    @Test
    void whatLiesFarBelowTheHullIsNotStable() {
        ListedPotential potential = new ListedPotential(
                GENERATED, new double[] {-2.1, -3.1, -1.8, -1.8, -1.8, -9, -3.1});
        ConvexHull hull = new ConvexHull(new HullReference(
                "test@1", List.of(), List.of(new Phase("NaCl", -2), new Phase("LiF", -2))));
        Evaluation.Stability stability = byMatching(KNOWN)
                .evaluate(
                        GENERATED,
                        new EnergyCalculator(potential, ListedPotential.REFERENCES, hull),
                        Optional.empty(),
                        EnergyMethod.AS_SUBMITTED,
                        (energies, of) -> {})
                .stability()
                .orElseThrow();
        assertThat(stability.warnings()).containsKey(HullGuards.IMPLAUSIBLE_ENERGY);
        assertThat(stability.stable().count()).isEqualTo(1);
        assertThat(stability.metastable().count()).isEqualTo(1);
        assertThat(Rules.LEMAT.isStable(-1.1)).isTrue();
    }

    /** It is asked about three of NaCl and about LiF, and doubts one of NaCl and LiF. */
    @Test
    void aSecondPotentialConfirmsWhatItFindsMetastableToo() {
        ListedPotential potential = new ListedPotential(
                GENERATED, new double[] {-2.1, -1.95, -1.8, -1.95, -1.95, -9, 0.3});
        ListedPotential second = new ListedPotential(
                GENERATED, new double[] {-1.95, -1.8, -2, -1.93, -1.85, -2, -2});
        ConvexHull hull = new ConvexHull(new HullReference(
                "test@1", List.of(), List.of(new Phase("NaCl", -2), new Phase("LiF", -2))));
        Evaluation evaluation = byMatching(KNOWN)
                .evaluate(
                        GENERATED,
                        new EnergyCalculator(potential, ListedPotential.REFERENCES, hull),
                        Optional.of(new Judge(second, ListedPotential.REFERENCES, 0.1)),
                        EnergyMethod.AS_SUBMITTED,
                        (energies, of) -> {});
        Evaluation.Stability stability = evaluation.stability().orElseThrow();
        Evaluation.Confirmation confirmation = stability.confirmation().orElseThrow();
        assertThat(confirmation.potential()).isEqualTo("listed-1");
        assertThat(stability.metastable().count()).isEqualTo(4);
        assertThat(confirmation.asked().count()).isEqualTo(4);
        assertThat(confirmation.metastable().count()).isEqualTo(2);
        assertThat(stability.msun().count()).as("the new polymorph, and LiF").isEqualTo(2);
        assertThat(confirmation.msun().count()).as("the new polymorph").isEqualTo(1);
        assertThat(confirmation.meanDifferenceEvPerAtom().orElseThrow())
                .isCloseTo((0.15 + 0.15 + 0.02 + 0.1) / 4, within(1e-9));
        assertThat(evaluation.verdicts())
                .filteredOn(CrystalVerdict::confirmed)
                .extracting(CrystalVerdict::number)
                .containsExactly(1, 4);
        assertThat(evaluation.verdicts())
                .filteredOn(CrystalVerdict::confirmedMsun)
                .extracting(CrystalVerdict::number)
                .containsExactly(4);
    }

    /** NaCl relaxes; LiF cannot be relaxed; overlapping atoms of CsF are not even tried. */
    @Test
    void whatCannotBeRelaxedIsNotMetastable() {
        Material strained = halide("Na", "Cl", 6.5);
        Material relaxed = halide("Na", "Cl", 5.64);
        List<Material> generated = List.of(strained, halide("Li", "F", 4.03), GENERATED.get(5));
        ListedPotential potential = new ListedPotential(List.of(relaxed), new double[] {-1.95});
        ConvexHull hull = new ConvexHull(
                new HullReference("test@1", List.of(), List.of(new Phase("NaCl", -2))));
        EnergyMethod method = new EnergyMethod() {
            @Override
            public boolean relaxes() {
                return true;
            }

            @Override
            public List<Result<Energetics>> energetics(
                    EnergyCalculator calculator, List<Material> materials) {
                assertThat(materials).containsExactlyElementsOf(generated.subList(0, 2));
                Prediction end = potential
                        .evaluate(List.of(relaxed.structure()), RequestedQuantities.ENERGY)
                        .get(0)
                        .orElseThrow();
                return calculator.evaluateRelaxed(List.of(
                        Result.success(new Relaxed(
                                relaxed.crystal(), relaxed.structure(), end, true, 3, 0)),
                        Result.failure("runaway", "it exploded")));
            }
        };
        Evaluation evaluation = byMatching(List.of())
                .evaluate(
                        generated,
                        new EnergyCalculator(potential, ListedPotential.REFERENCES, hull),
                        Optional.empty(),
                        method,
                        (energies, all) -> {});
        Evaluation.Stability stability = evaluation.stability().orElseThrow();
        assertThat(stability.relaxed()).isTrue();
        assertThat(stability.evaluated().count()).isEqualTo(1);
        assertThat(stability.metastable().fraction()).isEqualTo(1 / 3.0);
        assertThat(evaluation.validity().structural().count())
                .as("validity is of what was submitted")
                .isEqualTo(2);
        assertThat(evaluation.distributions().densityGramPerCm3().generated().counts()[2])
                .as("densities are of the relaxed: 2.16 g/cm3, instead of 1.41; and LiF, 2.6")
                .isEqualTo(2);
        assertThat(evaluation.verdicts().get(0).energy().orElseThrow().converged())
                .contains(true);
        assertThat(evaluation.verdicts().get(1).noEnergy()).contains("it exploded");
        assertThat(evaluation.verdicts().get(1).uniqueAndNovel()).isTrue();
    }

    @Test
    void strataDivideTheSet() {
        Evaluation evaluation = evaluate(
                new KnownStructures(KNOWN, MATCHER), MaterialDistributions.of("known", KNOWN));
        Strata strata = evaluation.strata();
        assertThat(strata.sites())
                .extracting(Strata.Stratum::value, Strata.Stratum::crystals)
                .containsExactly(tuple("2", 6), tuple("unknown", 1));
        assertThat(strata.chemistry())
                .extracting(Strata.Stratum::value, Strata.Stratum::crystals)
                .containsExactly(tuple("halide", 6), tuple("intermetallic", 1));
        assertThat(strata.chemistry().get(0).structurallyValid().fraction()).isEqualTo(5 / 6.0);
        assertThat(strata.elements().get(0).value()).isEqualTo("2");
        assertThat(strata.elements().get(0).metastable()).isEmpty();
    }

    @Test
    void atomsAreCountedInThePrimitiveCell() {
        Material halite = halide("Na", "Cl", 5.64);
        Material conventional = new Material(
                "conventional",
                halite.crystal(),
                halite.crystal().orElseThrow().structure(),
                Map.of());
        assertThat(MaterialDistributions.of("r", List.of(halite, conventional)).atomCounts())
                .containsExactly(2, 2);
    }

    @Test
    void anEmptySetIsEvaluated() {
        MaterialIndex index = MaterialIndex.of(KNOWN, List.of());
        Evaluation evaluation = new Evaluator(
                        Rules.DEFAULT, index, MaterialDistributions.of("index", index))
                .evaluate(List.of());
        assertThat(evaluation.crystals()).isZero();
        assertThat(evaluation.unique().fraction()).isZero();
        assertThat(evaluation.distributions().elements().wasserstein()).isEmpty();
    }

    @Test
    void aSetCoversItself() {
        List<Material> many = new ArrayList<>();
        for (String cation : List.of("Li", "Na", "K", "Rb", "Mg", "Ca")) {
            for (String anion : List.of("O", "S", "F", "Cl")) {
                many.add(halide(cation, anion, 5));
            }
        }
        List<double[]> fingerprints = many.stream()
                .map(material -> Fingerprint.of(material.structure()))
                .toList();
        Coverage itself = Coverage.of(fingerprints, many.size(), fingerprints);
        assertThat(itself.recall()).isEqualTo(1);
        assertThat(itself.precision()).isEqualTo(1);
        List<double[]> uranium =
                List.of(Fingerprint.of(caesiumChloride("U", "Pt", 3).structure()));
        Coverage far = Coverage.of(uranium, 2, fingerprints);
        assertThat(far.recall()).isZero();
        assertThat(far.precision()).isZero();
        assertThat(Coverage.of(fingerprints.subList(0, 1), 2, fingerprints).precision())
                .isEqualTo(0.5);
    }

    @Test
    void aFingerprintDoesNotDependOnTheCell() {
        Material halite = halide("Na", "Cl", 5.64);
        double[] expected = Fingerprint.of(halite.structure());
        double[] actual = Fingerprint.of(withoutSymmetry(halite).structure());
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-9));
        }
    }
}
