package io.nucleate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.Device;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.tensors.SafeTensors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

class ConditionsTest {
    private static final Set<Condition> ALL = EnumSet.allOf(Condition.class);
    private static final Conditions ROCK_SALT = formula("NaCl");
    private static final Conditions STABLE_GLASS = new Conditions(
            Set.of(Element.Si, Element.O),
            Optional.empty(),
            OptionalDouble.of(0.03),
            OptionalDouble.of(5));

    private static Conditions formula(String formula) {
        return new Conditions(
                Set.of(),
                Optional.of(Composition.parse(formula)),
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }

    private static SafeTensors plain() {
        try (Policy policy = TestPolicies.tiny(3)) {
            return policy.toSafeTensors();
        }
    }

    private static Policy of(SafeTensors file) {
        return Policy.of(file, Device.cpu());
    }

    /** A policy in which conditions do something: nothing of it is zero. */
    private static Policy learned() {
        SafeTensors start = Policy.withConditions(plain(), ALL, 4);
        SplittableRandom random = new SplittableRandom(5);
        Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>(start.tensors());
        tensors.replaceAll((name, tensor) -> {
            if (!name.startsWith("conditions.") && !name.startsWith("space_group.")) {
                return tensor;
            }
            float[] values = tensor.values().clone();
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (0.3 * Mixtures.standardNormal(random));
            }
            return new SafeTensors.Tensor(tensor.shape(), values);
        });
        return of(new SafeTensors(start.metadata(), tensors));
    }

    private static List<SampledCrystal> draw(Policy policy, int count) {
        return policy.sample(count, SamplingSettings.DEFAULT, new SplittableRandom(6), 2);
    }

    private static List<Crystal> crystals(List<SampledCrystal> drawn) {
        return drawn.stream().map(SampledCrystal::crystal).toList();
    }

    /** Token by token with cached keys and values, against a pass over the whole crystal. */
    @Test
    void theSamplerReportsTheDensityUnderItsConditions() {
        try (Policy policy = learned()) {
            for (Conditions known : List.of(ROCK_SALT, STABLE_GLASS)) {
                Policy given = policy.given(known);
                List<SampledCrystal> drawn = draw(given, 100);
                List<LogProb> whole = given.logProb(crystals(drawn));
                List<LogProb> unconditional = policy.logProb(crystals(drawn));
                double difference = 0;
                for (int i = 0; i < drawn.size(); i++) {
                    LogProb reported = drawn.get(i).logProb();
                    assertThat(whole.get(i).total()).isCloseTo(reported.total(), within(2e-3));
                    assertThat(whole.get(i).wyckoff()).isCloseTo(reported.wyckoff(), within(1e-3));
                    difference += reported.total() - unconditional.get(i).total();
                }
                assertThat(difference / drawn.size())
                        .as("divergence from the policy without conditions")
                        .isGreaterThan(0.1);
            }
        }
    }

    @Test
    void conditionsAndConstraintsGoTogether() {
        try (Policy policy = learned()) {
            Policy given = policy.given(ROCK_SALT).under(Constraints.parse("formula=NaCl"));
            List<SampledCrystal> drawn = draw(given, 60);
            List<LogProb> constrained = given.logProb(crystals(drawn));
            List<LogProb> free = policy.given(ROCK_SALT).logProb(crystals(drawn));
            for (int i = 0; i < drawn.size(); i++) {
                SampledCrystal each = drawn.get(i);
                assertThat(each.crystal().composition().reducedFormula()).isEqualTo("NaCl");
                assertThat(constrained.get(i).total())
                        .isCloseTo(each.logProb().total(), within(2e-3));
                assertThat(free.get(i).total())
                        .isCloseTo(each.unconstrainedLogProb().total(), within(2e-3));
            }
        }
    }

    @Test
    void beforeTheyAreLearnedConditionsChangeNothing() {
        try (Policy before = of(plain());
                Policy after = of(Policy.withConditions(plain(), ALL, 4))) {
            List<SampledCrystal> drawn = draw(before, 50);
            assertThat(draw(after, 50)).isEqualTo(drawn);
            assertThat(after.given(ROCK_SALT).logProb(crystals(drawn)))
                    .isEqualTo(before.logProb(crystals(drawn)));
            assertThat(after.given(ROCK_SALT).spaceGroups().probability(SpaceGroup.of(225)))
                    .isCloseTo(1.0 / SpaceGroup.COUNT, within(1e-6));
        }
    }

    @Test
    void crystalsWithoutConditionsAreAsIfTheirNeighboursHadNone() {
        try (Policy policy = learned()) {
            List<Crystal> crystals = crystals(draw(policy, 40));
            List<Conditions> known = new ArrayList<>(Collections.nCopies(40, Conditions.NONE));
            IntStream.range(0, 20).forEach(i -> known.set(2 * i, ROCK_SALT));
            List<LogProb> mixed = policy.logProb(crystals, known);
            List<LogProb> without = policy.logProb(crystals);
            List<LogProb> with = policy.given(ROCK_SALT).logProb(crystals);
            for (int i = 0; i < 40; i++) {
                LogProb expected = (i % 2 == 0 ? with : without).get(i);
                assertThat(mixed.get(i).total()).isCloseTo(expected.total(), within(1e-3));
            }
        }
    }

    @Test
    void spaceGroupsAreDrawnAsOftenAsTheirConditionsSay() {
        try (Policy policy = learned()) {
            Policy given = policy.given(STABLE_GLASS);
            SpaceGroupDistribution groups = given.spaceGroups();
            int count = 4000;
            List<Crystal> drawn = crystals(draw(given, count));
            double[] logProbs = policy.spaceGroupLogProb(
                    drawn, Collections.nCopies(drawn.size(), STABLE_GLASS));
            double sum = 0;
            for (int i = 0; i < count; i++) {
                double probability = groups.probability(drawn.get(i).spaceGroup());
                assertThat(Math.exp(logProbs[i])).isCloseTo(probability, within(1e-6));
                sum += probability;
            }
            double sumOfSquares = IntStream.rangeClosed(1, SpaceGroup.COUNT)
                    .mapToDouble(number -> Math.pow(groups.probability(SpaceGroup.of(number)), 2))
                    .sum();
            assertThat(sumOfSquares).as("far from even").isGreaterThan(2.0 / SpaceGroup.COUNT);
            assertThat(sum / count)
                    .as("the mean of p over draws from p, but for impossible lattices drawn again")
                    .isCloseTo(sumOfSquares, withinPercentage(30));
            assertThat(policy.spaceGroups().probability(SpaceGroup.of(1)))
                    .as("nothing given: as in the training data")
                    .isEqualTo(1.0 / SpaceGroup.COUNT);
        }
    }

    @Test
    void weightsStateTheConditionsThatTheyHaveLearned() {
        try (Policy policy = learned()) {
            assertThat(policy.toSafeTensors().metadata())
                    .containsEntry("conditions", "system,formula,ehull,gap");
            try (Policy again = of(policy.toSafeTensors())) {
                assertThat(again.config()).isEqualTo(policy.config());
            }
        }
        assertThat(plain().metadata()).doesNotContainKey("conditions");
        Map<String, String> metadata = new LinkedHashMap<>(plain().metadata());
        metadata.put("conditions", "formula,colour");
        assertThatThrownBy(() -> Policy.require(new SafeTensors(metadata, plain().tensors())))
                .hasMessageContaining("conditions='formula,colour': unknown condition 'colour'");
    }

    @Test
    void whatIsNotLearnedCannotBeGiven() {
        try (Policy none = of(plain());
                Policy formulas =
                        of(Policy.withConditions(plain(), Set.of(Condition.FORMULA), 1))) {
            assertThatThrownBy(() -> none.given(ROCK_SALT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not learned the condition system,formula")
                    .hasMessageContaining("pretrain --conditions");
            assertThatThrownBy(() -> formulas.given(STABLE_GLASS))
                    .hasMessageContaining("system,ehull,gap: its weights state formula only");
            assertThat(formulas.given(ROCK_SALT).config().conditions())
                    .containsExactly(Condition.FORMULA);
        }
    }

    @Test
    void aFormulaKeepsItsElementsAndElementsDoNotMakeAFormula() {
        assertThat(ROCK_SALT.given()).containsExactly(Condition.SYSTEM, Condition.FORMULA);
        assertThat(ROCK_SALT.only(Set.of(Condition.FORMULA))).isEqualTo(ROCK_SALT);
        assertThat(ROCK_SALT.only(Set.of(Condition.SYSTEM)).given())
                .containsExactly(Condition.SYSTEM);
        assertThat(STABLE_GLASS.only(Set.of(Condition.FORMULA))).isEqualTo(Conditions.NONE);
        assertThatThrownBy(() -> new Conditions(
                        Set.of(Element.Na),
                        ROCK_SALT.formula(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty()))
                .hasMessageContaining("NaCl has other elements");
    }

    @Test
    void theNumberOfFormulaUnitsDoesNotCount() {
        assertThat(features(formula("Ti2O4"))).isEqualTo(features(formula("TiO2")));
        assertThat(features(formula("Ti2O3"))).isNotEqualTo(features(formula("TiO2")));
    }

    private static float[] features(Conditions conditions) {
        float[] features = new float[Conditions.FEATURES];
        conditions.write(features, 0);
        return features;
    }

    @ParameterizedTest
    @CsvSource({
        "EHULL, -0.01, 0", "EHULL, 0.019, 0", "EHULL, 0.02, 1", "EHULL, 0.099, 2",
        "GAP, 0, 0", "GAP, 0.5, 1", "GAP, 1, 2", "GAP, 9, 3",
    })
    void quantitiesFallIntoClasses(Condition condition, double value, int index) {
        assertThat(condition.classOf(value)).isEqualTo(index);
        assertThat(index).isLessThan(condition.classes());
    }

    @Test
    void whatLiesInNoClassIsRefusedWhereItIsGivenAndLeftOutWhereItIsKnown() {
        for (double value : new double[] {0.1, 0.3, Double.NaN, Double.NEGATIVE_INFINITY}) {
            assertThatThrownBy(() -> new Conditions(
                            Set.of(),
                            Optional.empty(),
                            OptionalDouble.of(value),
                            OptionalDouble.empty()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("ehull has no class for " + value)
                    .hasMessageContaining("below 0.1");
        }
        try (Policy policy = of(plain())) {
            Crystal crystal = draw(policy, 1).get(0).crystal();
            assertThat(Conditions.of(crystal, OptionalDouble.of(0.1), OptionalDouble.of(9))
                            .given())
                    .containsExactly(Condition.SYSTEM, Condition.FORMULA, Condition.GAP);
        }
    }
}
