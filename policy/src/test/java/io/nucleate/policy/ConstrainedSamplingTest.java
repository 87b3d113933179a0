package io.nucleate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.tensors.SafeTensors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

class ConstrainedSamplingTest {
    private static Policy shipped() throws IOException {
        return Policy.of(SafeTensors.parse(Policy.shipped()), Device.cpu());
    }

    @Test
    void aFormulaHoldsInEveryGroupThatHasIt() throws IOException {
        try (Policy policy = shipped()) {
            for (String formula : new String[] {"NaCl", "BaTiO3", "Fe2O3"}) {
                Constraints constraints = Constraints.parse("formula=" + formula);
                List<SpaceGroup> groups = new ArrayList<>();
                for (int number = 1;
                        number <= SpaceGroup.COUNT;
                        number += formula.equals("BaTiO3") ? 1 : 7) {
                    if (constraints.allows(
                            SpaceGroup.of(number), policy.config().sitesMax())) {
                        groups.add(SpaceGroup.of(number));
                    }
                }
                List<SampledCrystal> sampled = policy.under(constraints)
                        .sample(groups, SamplingSettings.DEFAULT, new SplittableRandom(1));
                assertThat(sampled).hasSizeGreaterThan(groups.size() * 9 / 10);
                for (SampledCrystal each : sampled) {
                    Crystal crystal = each.crystal();
                    assertThat(crystal.composition().reducedFormula()).isEqualTo(formula);
                    assertThat(crystal.primitiveStructure().atomCount())
                            .isLessThanOrEqualTo(Constraints.ATOMS_MAX_DEFAULT);
                }
            }
        }
    }

    @Test
    void sizesAndElementsHold() throws IOException {
        Set<Element> allowed = Set.of(Element.Li, Element.O, Element.Fe, Element.P);
        Constraints constraints = Constraints.parse(
                "chemical-system=Li-Fe-P-O max-atoms=14 space-groups=1-2,62,195-230");
        try (Policy policy = shipped()) {
            for (SampledCrystal sampled : policy.under(constraints)
                    .sample(
                            60,
                            new SamplingSettings(1.2, 2, 1.1, 0.8, 0.7, 0.9),
                            new SplittableRandom(2))) {
                assertThat(sampled.crystal().composition().elements()).isEqualTo(allowed);
                assertThat(sampled.crystal().primitiveStructure().atomCount())
                        .isLessThanOrEqualTo(14);
                int number = sampled.crystal().spaceGroup().number();
                assertThat(number <= 2 || number == 62 || number >= 195).isTrue();
            }
        }
    }

    @Test
    void aTemplateHolds() throws IOException {
        Constraints constraints =
                Constraints.parse("template=221:a=1,b=2,c=3 elements=Ca,Ti,O,Sr,F");
        try (Policy policy = shipped()) {
            for (SampledCrystal sampled : policy.under(constraints)
                    .sample(40, SamplingSettings.DEFAULT, new SplittableRandom(3))) {
                List<Site> sites = sampled.crystal().sites();
                assertThat(sites.stream()
                                .map(site -> "" + site.wyckoff())
                                .collect(Collectors.joining()))
                        .isEqualTo("abc");
                assertThat(sampled.crystal().composition().elements()).hasSize(3);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "reference,''",
        "sampled,''",
        "sampled,formula=NaCl",
        "reference,chemical-system=Na-Cl max-atoms=60"
    })
    void recordedDensitiesAreThoseOfTheTwoPolicies(String convention, String text)
            throws IOException {
        Constraints constraints = Constraints.parse(text);
        try (Policy policy = Fixtures.policy("tiny", convention)) {
            Policy constrained = policy.under(constraints);
            List<SampledCrystal> sampled =
                    constrained.sample(60, SamplingSettings.DEFAULT, new SplittableRandom(4));
            List<Crystal> crystals =
                    sampled.stream().map(SampledCrystal::crystal).toList();
            List<LogProb> under = constrained.logProb(crystals);
            List<LogProb> without = policy.logProb(crystals);
            for (int i = 0; i < sampled.size(); i++) {
                assertThat(sampled.get(i).logProb().total())
                        .isCloseTo(under.get(i).total(), within(2e-3));
                assertThat(sampled.get(i).unconstrainedLogProb().total())
                        .isCloseTo(without.get(i).total(), within(2e-3));
                if (!constraints.isNone()) {
                    assertThat(sampled.get(i).logProb().element())
                            .isGreaterThan(without.get(i).element());
                }
            }
        }
    }

    /**
     * Fixed positions only, so that the densities of all crystals, lattice aside, are
     * probabilities: they add up to one.
     */
    @Test
    void theConstrainedPolicyIsNormalised() throws IOException {
        try (Policy policy = Fixtures.policy("tiny", "sampled")) {
            Policy constrained = policy.under(
                    Constraints.parse("formula=NaClO3 formula-units=1 space-groups=221"));
            SpaceGroup group = SpaceGroup.of(221);
            List<Crystal> all = new ArrayList<>();
            for (char oxygen : new char[] {'c', 'd'}) {
                for (boolean exchanged : new boolean[] {false, true}) {
                    all.add(new Crystal(
                            group,
                            new io.nucleate.crystal.Lattice(4, 4, 4, 90, 90, 90),
                            List.of(
                                    site(group, exchanged ? Element.Cl : Element.Na, 'a'),
                                    site(group, exchanged ? Element.Na : Element.Cl, 'b'),
                                    site(group, Element.O, oxygen))));
                }
            }
            double sum = constrained.logProb(all).stream()
                    .mapToDouble(p -> Math.exp(p.wyckoff() + p.element()))
                    .sum();
            assertThat(sum).isCloseTo(1, within(1e-4));
        }
    }

    private static Site site(SpaceGroup group, Element element, char letter) {
        double[] xyz = group.position(letter).project(0, 0, 0);
        return new Site(element, letter, xyz[0], xyz[1], xyz[2]);
    }

    @Test
    void theFirstElementHasATemperatureOfItsOwn() throws IOException {
        try (Policy policy = shipped()) {
            // In each group and letter the sharp draws agree; all groups have many of these.
            Policy cubic = policy.under(Constraints.parse("space-groups=225"));
            List<SampledCrystal> sharp = cubic.sample(
                    150, SamplingSettings.DEFAULT.withFirstElement(0.01), new SplittableRandom(5));
            List<SampledCrystal> plain =
                    cubic.sample(150, SamplingSettings.DEFAULT, new SplittableRandom(5));
            assertThat(firstElements(sharp)).isLessThan(firstElements(plain) / 2);
        }
    }

    private static long firstElements(List<SampledCrystal> sampled) {
        return sampled.stream()
                .map(each -> each.crystal().sites().get(0).element())
                .distinct()
                .count();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"formula=NaCl max-atoms=3 space-groups=227", "max-atoms=1 space-groups=227"})
    void theImpossibleIsAnErrorBeforeSampling(String text) throws IOException {
        try (Policy policy = Fixtures.policy("tiny", "sampled")) {
            assertThatThrownBy(() -> policy.under(Constraints.parse(text)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("227 (Fd-3m)")
                    .hasMessageContaining("allow more");
        }
    }

    @Test
    void aGroupThatTheConstraintsExcludeIsAnError() throws IOException {
        try (Policy policy = Fixtures.policy("tiny", "sampled")) {
            Policy constrained = policy.under(Constraints.parse("space-groups=225"));
            assertThatThrownBy(() -> constrained.sample(
                            List.of(SpaceGroup.of(221)),
                            SamplingSettings.DEFAULT,
                            new SplittableRandom(6)))
                    .hasMessageContaining("221");
        }
    }
}
