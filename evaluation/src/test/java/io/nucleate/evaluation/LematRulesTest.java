package io.nucleate.evaluation;

import static io.nucleate.evaluation.Materials.caesiumChloride;
import static io.nucleate.evaluation.Materials.halide;
import static io.nucleate.evaluation.Materials.withoutSymmetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Material;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.Vectors;
import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.crystal.matching.StructureMatcher;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.Judge;
import io.nucleate.energy.hull.ConvexHull;
import io.nucleate.energy.hull.HullReference;
import io.nucleate.energy.hull.Phase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

class LematRulesTest {
    /**
     * Verdicts of LeMat-GenBench and pymatgen, by {@code tools/oracles/lemat_validity.py}: crystals
     * of the Materials Project, and the same with one element replaced.
     */
    @Test
    void agreesWithTheOriginal() throws IOException {
        List<String> lines;
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                getClass().getResourceAsStream("lemat-validity.jsonl"), StandardCharsets.UTF_8))) {
            lines = reader.lines().toList();
        }
        assertThat(lines).hasSizeGreaterThan(40);
        for (String text : lines) {
            JsonNode line = new JsonMapper().readTree(text);
            Crystal crystal = CrystalJson.readCrystal(line);
            Structure structure = crystal.primitiveStructure();
            Criteria criteria = Rules.LEMAT.criteria(
                    new Material("", Optional.of(crystal), structure, Map.of()));
            assertThat(criteria.compositional().get("charge_balanced"))
                    .as("charge of " + text)
                    .isEqualTo(line.get("charge_balanced").booleanValue());
            assertThat(Charges.areBalanced(structure))
                    .as("the short way for " + text)
                    .isEqualTo(Charges.of(structure).balanced());
            assertThat(criteria.structural().get("distances"))
                    .as("distances of " + text)
                    .isEqualTo(line.get("distances").booleanValue());
            assertThat(ChargeBalance.metallicity(crystal.composition()) > 0.7)
                    .as("metallicity of " + text)
                    .isEqualTo(line.get("metal").booleanValue());
            List<Integer> expected = new ArrayList<>();
            line.get("bond_valences").forEach(state -> expected.add(state.intValue()));
            assertThat(BondValences.states(structure)
                            .map(states -> Arrays.stream(states).boxed().toList())
                            .orElse(List.of()))
                    .as("bond valences of " + text)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "5.64, true, true, true, true",
        "3.6, true, true, true, true", // 1.8 angstrom apart; 1.75 is the least
        "3.4, false, true, true, true",
        "2.5, false, false, true, true", // 0.5 atoms in a cubic angstrom
        "110, true, false, false, true" // longer than 100, and thin as a gas
    })
    void eachCriterionHasItsBound(
            double a, boolean distances, boolean density, boolean cell, boolean symmetry) {
        assertThat(Rules.LEMAT.criteria(halide("Na", "Cl", a)).structural())
                .isEqualTo(Map.of(
                        "distances", distances,
                        "density", density,
                        "cell", cell,
                        "symmetry", symmetry));
        assertThat(Rules.LEMAT
                        .criteria(withoutSymmetry(halide("Na", "Cl", a)))
                        .structural()
                        .get("symmetry"))
                .isFalse();
    }

    /** Enumerates the states of every atom, as the original does. */
    @Test
    void statesAreFoundAsByEnumeration() {
        SplittableRandom random = new SplittableRandom(1);
        List<Element> elements = List.of(
                Element.Na,
                Element.Fe,
                Element.Mn,
                Element.O,
                Element.S,
                Element.N,
                Element.Cl,
                Element.Si,
                Element.Xe,
                Element.Al,
                Element.H,
                Element.Ar,
                Element.Cu);
        int balanced = 0;
        for (int trial = 0; trial < 400; trial++) {
            Composition.Builder builder = new Composition.Builder();
            int kinds = random.nextInt(1, 4);
            for (int i = 0; i < kinds; i++) {
                builder.add(elements.get(random.nextInt(elements.size())), random.nextInt(1, 4));
            }
            Composition composition = builder.build();
            boolean expected = enumerated(composition);
            balanced += expected ? 1 : 0;
            assertThat(ChargeBalance.isBalancedByStates(composition))
                    .as(composition.toString())
                    .isEqualTo(expected);
        }
        assertThat(balanced).isBetween(100, 350);
    }

    private static boolean enumerated(Composition composition) {
        Composition reduced = Composition.parse(composition.reducedFormula());
        List<Element> elements = List.copyOf(reduced.elements());
        return enumerated(reduced, elements, true, new double[elements.size()], 0, 0)
                || enumerated(reduced, elements, false, new double[elements.size()], 0, 0);
    }

    private static boolean enumerated(
            Composition composition,
            List<Element> elements,
            boolean common,
            double[] means,
            int index,
            int charge) {
        if (index == elements.size()) {
            return charge == 0 && (common || correlation(elements, means) < 0);
        }
        Element element = elements.get(index);
        ChargeTable.Row row = ChargeTable.of(element);
        int amount = (int) composition.amount(element);
        List<Integer> sums = new ArrayList<>();
        enumerateSums(
                common ? row.commonStates() : row.allStates(), amount, new ArrayList<>(), sums);
        for (int sum : sums) {
            means[index] = sum / (double) amount;
            if (enumerated(composition, elements, common, means, index + 1, charge + sum)) {
                return true;
            }
        }
        return false;
    }

    private static void enumerateSums(
            int[] states, int amount, List<Integer> chosen, List<Integer> sums) {
        if (chosen.size() == amount) {
            int sum = chosen.stream().mapToInt(Integer::intValue).sum();
            int spread = chosen.stream().mapToInt(Integer::intValue).max().orElseThrow()
                    - chosen.stream().mapToInt(Integer::intValue).min().orElseThrow();
            if (sum != 0 && spread <= 1) {
                sums.add(sum);
            }
            return;
        }
        for (int state : states) {
            chosen.add(state);
            enumerateSums(states, amount, chosen, sums);
            chosen.remove(chosen.size() - 1);
        }
    }

    private static double correlation(List<Element> elements, double[] means) {
        double meanState = 0;
        double meanElectronegativity = 0;
        for (int i = 0; i < means.length; i++) {
            meanState += means[i] / means.length;
            meanElectronegativity +=
                    ChargeTable.of(elements.get(i)).electronegativity() / means.length;
        }
        double covariance = 0;
        for (int i = 0; i < means.length; i++) {
            covariance += (means[i] - meanState)
                    * (ChargeTable.of(elements.get(i)).electronegativity() - meanElectronegativity);
        }
        return Math.abs(covariance) < 1e-9 ? 0 : covariance;
    }

    @Test
    void neighboursAreThoseOfALargeBlockOfCells() {
        Structure structure = new Structure(
                new double[][] {{3, 0, 0.4}, {-1.2, 4, 0}, {0.3, 1.7, 2.5}},
                new int[] {11, 17},
                new double[][] {{0.1, 0.2, 0.3}, {0.8, 1.4, -0.4}});
        double[] expected = new double[2];
        for (int i = 0; i < 2; i++) {
            for (int cell = 0; cell < 2 * 15 * 15 * 15; cell++) {
                int j = cell % 2;
                double[] other = structure.fracs()[j];
                other[0] += cell / 2 % 15 - 7;
                other[1] += cell / 30 % 15 - 7;
                other[2] += cell / 450 - 7;
                double[] at = structure.cartesian(i);
                double[] to = Vectors.multiply(other, structure.latticeVectors());
                double distance =
                        Math.hypot(Math.hypot(at[0] - to[0], at[1] - to[1]), at[2] - to[2]);
                expected[i] += distance <= 6 ? 1 + distance : 0;
            }
        }
        double[] actual = new double[2];
        PeriodicImages.visit(
                structure,
                6,
                (atom, neighbour, distance) -> actual[atom] += distance <= 6 ? 1 + distance : 0);
        assertThat(actual[0]).isCloseTo(expected[0], within(1e-6));
        assertThat(actual[1]).isCloseTo(expected[1], within(1e-6));
    }

    /** NaCl is stable, its new polymorph and LiF are metastable; the alloy is; CsF overlaps. */
    @Test
    void invalidCrystalsAreRemovedAndStableOnesAreNoMsun() {
        List<Material> generated = List.of(
                halide("Na", "Cl", 5.7),
                caesiumChloride("Na", "Cl", 3.5),
                halide("Li", "F", 4.03),
                halide("Li", "F", 4.05),
                halide("Cs", "F", 0.9),
                halide("K", "Br", 6.6));
        ListedPotential potential =
                new ListedPotential(generated, new double[] {-2, -1.91, -1.95, -1.95, -9, -2.1});
        ListedPotential second =
                new ListedPotential(generated, new double[] {-2, -1.92, -1.85, -2.05, -9, -1.8});
        Evaluation evaluation = new Evaluator(
                        Rules.LEMAT,
                        new KnownStructures(
                                List.of(halide("Na", "Cl", 5.64)),
                                new StructureMatcher(Rules.LEMAT.tolerances())),
                        MaterialDistributions.of("known", generated))
                .evaluate(
                        generated,
                        new EnergyCalculator(
                                potential,
                                ListedPotential.REFERENCES,
                                new ConvexHull(new HullReference(
                                        "test@1",
                                        List.of(),
                                        List.of(
                                                new Phase("NaCl", -2),
                                                new Phase("LiF", -2),
                                                new Phase("KBr", -2))))),
                        Optional.of(new Judge(second, ListedPotential.REFERENCES, 0.1)),
                        EnergyMethod.AS_SUBMITTED,
                        (energies, all) -> {});
        assertThat(evaluation.validity().both().count()).isEqualTo(5);
        assertThat(evaluation.unique().count()).isEqualTo(4);
        assertThat(evaluation.novelty().novel().fraction()).isEqualTo(4 / 6.0);
        Evaluation.Stability stability = evaluation.stability().orElseThrow();
        assertThat(stability.stable().count()).as("at the hull, or below").isEqualTo(2);
        assertThat(stability.metastable().count())
                .as("up to 0.1, stable or not")
                .isEqualTo(5);
        assertThat(stability.sun().count()).as("KBr").isEqualTo(1);
        assertThat(stability.msun().count()).as("the polymorph, and LiF once").isEqualTo(2);
        assertThat(stability.msun().fraction()).isEqualTo(2 / 6.0);
        Evaluation.Confirmation confirmation = stability.confirmation().orElseThrow();
        assertThat(confirmation.asked().count()).isEqualTo(5);
        assertThat(confirmation.metastable().count())
                .as("NaCl, its polymorph, and the second LiF, which the judge finds stable")
                .isEqualTo(3);
        assertThat(confirmation.msun().count())
                .as("the polymorph, and LiF by its second member")
                .isEqualTo(2);
        Evaluation.OfValid ofValid = evaluation.ofValid().orElseThrow();
        assertThat(ofValid.crystals()).isEqualTo(5);
        assertThat(ofValid.msun().orElseThrow().fraction()).isEqualTo(2 / 5.0);
        assertThat(ofValid.unique().fraction()).isEqualTo(4 / 5.0);
        assertThat(evaluation.verdicts().get(4).kind()).isEmpty();
        assertThat(evaluation.protocol().matcher().length()).isEqualTo(0.1);
    }

    @Test
    void rulesHaveNames() {
        assertThat(Rules.named("lemat")).isSameAs(Rules.LEMAT);
        assertThatThrownBy(() -> Rules.named("other"))
                .hasMessageContaining("other")
                .hasMessageContaining("lemat");
    }
}
