package io.nucleate.policy.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.matching.Protostructure;
import io.nucleate.policy.LogProb;
import io.nucleate.policy.Policy;
import io.nucleate.policy.PolicyConfig;
import io.nucleate.policy.RankedCrystal;
import io.nucleate.policy.TestPolicies;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.tensors.SafeTensors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;

class StructureSearchTest {
    private static final int CHAINS = 200;
    private static final int STEPS = 500;
    /** Steps that are not counted, because the chains start where the masks put them. */
    private static final int FORGOTTEN = 100;

    private static final Lattice CUBE = new Lattice(5, 5, 5, 90, 90, 90);

    /**
     * Returns a policy with random weights and a lattice that is always a possible cell. The walk
     * leaves lattices out, and its redraws must not depend on them.
     */
    private static Policy policy() {
        try (Policy random = TestPolicies.tiny(11)) {
            SafeTensors file = random.toSafeTensors();
            Map<String, SafeTensors.Tensor> tensors = new HashMap<>(file.tensors());
            SafeTensors.Tensor bias = tensors.get("output.bias");
            float[] values = bias.values().clone();
            int means = PolicyConfig.ELEMENT_TYPES + TestPolicies.TINY.latticeComponents();
            Arrays.fill(values, means, means + 6 * TestPolicies.TINY.latticeComponents(), 1.5f);
            int deviations = means + 6 * TestPolicies.TINY.latticeComponents();
            Arrays.fill(
                    values, deviations, deviations + 6 * TestPolicies.TINY.latticeComponents(), -3);
            tensors.put("output.bias", new SafeTensors.Tensor(bias.shape(), values));
            return Policy.of(new SafeTensors(file.metadata(), tensors), Device.cpu());
        }
    }

    /** NaCl in Pmmm with one formula unit: 8 · 7 ways to put two atoms on eight fixed points. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 2.5})
    void fixedPointsAreVisitedAsOftenAsTheirDensitySays(double temperature) {
        SpaceGroup group = SpaceGroup.of(47);
        List<Crystal> all = new ArrayList<>();
        for (char na = 'a'; na <= 'h'; na++) {
            for (char cl = 'a'; cl <= 'h'; cl++) {
                if (na != cl) {
                    List<Site> sites =
                            List.of(site(group, Element.Na, na), site(group, Element.Cl, cl));
                    all.add(new Crystal(group, CUBE, sites));
                }
            }
        }
        try (Policy policy = policy()) {
            Map<List<Site>, Double> expected = new HashMap<>();
            List<LogProb> logProbs = policy.logProb(all);
            for (int i = 0; i < all.size(); i++) {
                double weight = Math.exp(
                        (logProbs.get(i).wyckoff() + logProbs.get(i).element()) / temperature);
                expected.put(all.get(i).canonical().sites(), weight);
            }
            Map<List<Site>, Integer> visits = new HashMap<>();
            new StructureSearch(
                            policy,
                            Constraints.parse("formula=NaCl formula-units=1"),
                            group,
                            new SearchSettings(CHAINS, STEPS, temperature),
                            new SplittableRandom(1))
                    .run(1, counting(visits, Crystal::sites));
            assertThat(expected).hasSize(56);
            assertVisited(visits, expected);
        }
    }

    private static <T> Consumer<List<Crystal>> counting(
            Map<T, Integer> visits, Function<Crystal, T> what) {
        int[] step = {0};
        return crystals -> {
            if (step[0]++ >= FORGOTTEN) {
                crystals.forEach(crystal -> visits.merge(what.apply(crystal), 1, Integer::sum));
            }
        };
    }

    /**
     * Independent visits would be 0.01 away in total variation; those of a chain depend on one
     * another.
     *
     * @param expected up to a common factor
     */
    private static <T> void assertVisited(Map<T, Integer> visits, Map<T, Double> expected) {
        assertThat(expected.keySet()).containsAll(visits.keySet());
        double sum = expected.values().stream().mapToDouble(Double::doubleValue).sum();
        double distance = 0;
        double fromUniform = 0;
        for (Map.Entry<T, Double> entry : expected.entrySet()) {
            double probability = entry.getValue() / sum;
            double frequency = visits.getOrDefault(entry.getKey(), 0)
                    / (double) (CHAINS * (STEPS - FORGOTTEN));
            distance += Math.abs(frequency - probability) / 2;
            fromUniform += Math.abs(1.0 / expected.size() - probability) / 2;
        }
        assertThat(fromUniform).as("there is something to find").isGreaterThan(0.1);
        assertThat(distance).as("total variation").isLessThan(0.03);
    }

    /**
     * Na2 in P2/m: two fixed points, or one position with one or two free coordinates, so that
     * dimensions change.
     */
    @ParameterizedTest
    @ValueSource(doubles = {1, 2})
    void positionsOfAnyFreedomAreVisitedAsOftenAsTheirDensityIntegratesTo(double temperature) {
        SpaceGroup group = SpaceGroup.of(10);
        try (Policy policy = policy()) {
            Map<String, Double> expected = new HashMap<>();
            Set<Protostructure> kinds = new HashSet<>();
            for (char first = 'a'; first <= 'h'; first++) {
                for (char second = (char) (first + 1); second <= 'h'; second++) {
                    List<Crystal> one = List.of(new Crystal(
                            group,
                            CUBE,
                            List.of(
                                    site(group, Element.Na, first),
                                    site(group, Element.Na, second))));
                    expected.put("" + first + second, integral(policy, one, 0, temperature));
                    kinds.add(Protostructure.of(one.get(0)));
                }
            }
            for (char letter = 'i'; letter <= 'n'; letter++) {
                int free = letter <= 'l' ? 1 : 2;
                int grid = free == 1 ? 200 : 40;
                List<Crystal> points = new ArrayList<>();
                for (int i = 0; i < grid; i++) {
                    for (int j = 0; j < (free == 1 ? 1 : grid); j++) {
                        points.add(new Crystal(
                                group,
                                CUBE,
                                List.of(
                                        free == 1
                                                ? site(group, letter, 0, (i + 0.5) / grid, 0)
                                                : site(
                                                        group,
                                                        letter,
                                                        (i + 0.5) / grid,
                                                        0,
                                                        (j + 0.5) / grid))));
                    }
                }
                expected.put("" + letter, integral(policy, points, free, temperature));
                kinds.add(Protostructure.of(points.get(0)));
            }
            Map<String, Integer> visits = new HashMap<>();
            StructureSearch.SearchResult result = new StructureSearch(
                            policy,
                            Constraints.parse("formula=Na formula-units=2"),
                            group,
                            new SearchSettings(CHAINS, STEPS, temperature),
                            new SplittableRandom(2))
                    .run(40, counting(visits, StructureSearchTest::letters));
            assertVisited(visits, expected);
            assertThat(result.crystals())
                    .as("one for each of the 34 assignments that no change of origin or axes"
                            + " turns into another")
                    .extracting(ranked -> Protostructure.of(ranked.crystal()))
                    .containsExactlyInAnyOrderElementsOf(kinds);
            assertThat(result.crystals()).isSortedAccordingTo(RankedCrystal.BY_LOG_PROB);
            assertThat(result.moves().get(Move.RELOCATE).acceptance()).isBetween(0.1, 1.0);
        }
    }

    /**
     * Mean over the points of the density per fraction of the cell, to the power of 1/temperature.
     */
    private static double integral(
            Policy policy, List<Crystal> points, int free, double temperature) {
        return policy.logProb(points).stream()
                .mapToDouble(p -> Math.exp(
                        (p.wyckoff() + p.element() + p.coordinate() + free * Math.log(2 * Math.PI))
                                / temperature))
                .average()
                .orElseThrow();
    }

    private static String letters(Crystal crystal) {
        StringBuilder letters = new StringBuilder();
        crystal.sites().forEach(site -> letters.append(site.wyckoff()));
        return letters.toString();
    }

    private static Site site(SpaceGroup group, Element element, char letter) {
        double[] xyz = group.position(letter).project(0, 0, 0);
        return new Site(element, letter, xyz[0], xyz[1], xyz[2]);
    }

    private static Site site(SpaceGroup group, char letter, double x, double y, double z) {
        double[] xyz = group.position(letter).project(x, y, z);
        return new Site(Element.Na, letter, xyz[0], xyz[1], xyz[2]);
    }

    @Test
    void theSameSeedFindsTheSameAndEachArrangementOnce() {
        try (Policy policy = policy()) {
            List<RankedCrystal> once = search(policy, 5);
            assertThat(search(policy, 5)).isEqualTo(once);
            assertThat(once.stream()
                            .map(ranked -> letters(ranked.crystal())
                                    + ranked.crystal().sites().stream()
                                            .map(site -> site.element().symbol())
                                            .toList()))
                    .doesNotHaveDuplicates();
            assertThat(once)
                    .allMatch(ranked ->
                            ranked.crystal().composition().reducedFormula().equals("CaTiO3"));
            List<LogProb> again =
                    policy.logProb(once.stream().map(RankedCrystal::crystal).toList());
            for (int i = 0; i < once.size(); i++) {
                assertThat(once.get(i).logProb().total())
                        .isCloseTo(again.get(i).total(), within(1e-3));
            }
        }
    }

    private static List<RankedCrystal> search(Policy policy, long seed) {
        return new StructureSearch(
                        policy,
                        Constraints.parse("formula=CaTiO3 max-atoms=10"),
                        SpaceGroup.of(221),
                        new SearchSettings(4, 50, 1),
                        new SplittableRandom(seed))
                .run(5, visited -> {})
                .crystals();
    }
}
