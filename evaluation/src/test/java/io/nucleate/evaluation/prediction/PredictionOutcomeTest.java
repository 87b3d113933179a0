package io.nucleate.evaluation.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.HeldOutFormulas;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Material;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.crystal.matching.StructureMatcher;
import io.nucleate.crystal.matching.Tolerances;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.FlatPotential;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.evaluation.prediction.StructurePrediction.Draw;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

class PredictionOutcomeTest {
    private static Crystal crystal(int group, double length, Element cation, Element anion) {
        return new Crystal(
                SpaceGroup.of(group),
                new Lattice(length, length, length, 90, 90, 90),
                List.of(new Site(cation, 'a', 0, 0, 0), new Site(anion, 'b', 0.5, 0.5, 0.5)));
    }

    private static Material known(String name, Crystal crystal, double energyAboveHullEvPerAtom) {
        return new Material(
                name,
                Optional.of(crystal),
                crystal.structure(),
                Map.of("e_above_hull", energyAboveHullEvPerAtom));
    }

    /** Chlorides and iodides of many elements, in the structure of rock salt. */
    private static List<Material> salts() {
        return Arrays.stream(Element.values())
                .limit(60)
                .filter(cation -> cation != Element.Cl && cation != Element.I)
                .flatMap(cation -> Stream.of(Element.Cl, Element.I)
                        .map(anion -> known(cation.symbol(), crystal(225, 5.6, cation, anion), 0)))
                .toList();
    }

    @Test
    void formulasAreThoseHeldOutInAnOrderOfTheirOwn() {
        List<HeldOutFormula> formulas = HeldOutFormula.of(salts(), 20);
        assertThat(formulas).hasSizeBetween(5, 20);
        assertThat(formulas)
                .allMatch(each -> HeldOutFormulas.contains(each.formula()))
                .isSortedAccordingTo(Comparator.comparing(
                        each -> HeldOutFormulas.hash(each.formula().reducedFormula())));
        assertThat(HeldOutFormula.of(salts(), 1)).as("no cell that small").isEmpty();
    }

    @Test
    void theRankIsThatOfTheStablestKnownStructure() {
        Crystal rockSalt = crystal(225, 4.2, Element.Mg, Element.O);
        Crystal cesiumChloride = crystal(221, 2.6, Element.Mg, Element.O);
        StructureMatcher matcher = new StructureMatcher(Tolerances.DEFAULT);
        HeldOutFormula formula = HeldOutFormula.of(
                        List.of(
                                known("metastable", cesiumChloride, 0.05),
                                known("stable", rockSalt, 0)),
                        20)
                .get(0);
        assertThat(formula.stablest().name()).isEqualTo("stable");
        try (EnergyCalculator calculator = new FlatPotential(-0.2).calculator()) {
            StructurePrediction prediction =
                    new StructurePrediction(calculator, RelaxationSettings.DEFAULT, matcher, 0.01);
            List<PredictedStructure> salt = prediction.rank(List.of(new Draw(rockSalt, 1)));
            List<PredictedStructure> other = prediction.rank(List.of(new Draw(cesiumChloride, 1)));
            List<PredictedStructure> both = List.of(other.get(0), salt.get(0));
            PredictionOutcome second = PredictionOutcome.of(formula, both, matcher, 1.5);
            assertThat(second.rank()).isEqualTo(2);
            assertThat(second.rankOfAny()).isEqualTo(1);
            assertThat(second.stablest()).isEqualTo("stable");
            PredictionOutcome none = PredictionOutcome.of(formula, other, matcher, 0.5);
            assertThat(none.rank()).isZero();
            assertThat(none.rankOfAny()).isEqualTo(1);
            assertThat(PredictionOutcome.of(second.toJson())).isEqualTo(second);

            ObjectNode summary = PredictionOutcome.summary(List.of(second, none));
            assertThat(summary.at("/match_rate/1/fraction").doubleValue()).isZero();
            assertThat(summary.at("/match_rate/5/fraction").doubleValue()).isEqualTo(0.5);
            assertThat(summary.at("/match_rate/20/count").intValue()).isEqualTo(1);
            assertThat(summary.at("/match_rate_of_any/1/fraction").doubleValue())
                    .isEqualTo(1);
            assertThat(summary.at("/seconds_per_formula").doubleValue()).isEqualTo(1);
            assertThat(summary.at("/match_rate/5/fraction_max").doubleValue()).isLessThan(1);
        }
    }

    @Test
    void aLineOfSomethingElseIsRefused() {
        assertThatThrownBy(() -> PredictionOutcome.of(CrystalJson.parse("{\"rank\":1}")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
