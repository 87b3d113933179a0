package io.nucleate.energy.hull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;

import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.optim.linear.LinearConstraint;
import org.hipparchus.optim.linear.LinearConstraintSet;
import org.hipparchus.optim.linear.LinearObjectiveFunction;
import org.hipparchus.optim.linear.NonNegativeConstraint;
import org.hipparchus.optim.linear.Relationship;
import org.hipparchus.optim.linear.SimplexSolver;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

class ConvexHullTest {
    private static final HullReference PHASES = phases();

    private static HullReference phases() {
        try (InputStream csv = ConvexHullTest.class.getResourceAsStream("phases.csv.gz")) {
            List<Phase> phases = new ArrayList<>();
            PhaseTable.read(
                    "phases.csv.gz",
                    Decompression.of(csv),
                    row -> phases.add(row.phase().orElseThrow()),
                    error -> fail(error));
            return new HullReference("test", List.of(), phases);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Compares with heights and decompositions of pymatgen's phase diagrams. Decompositions are
     * compared if they are unique.
     */
    @Test
    void agreesWithPhaseDiagrams() throws IOException {
        ConvexHull hull = new ConvexHull(PHASES);
        int queries = 0;
        for (JsonNode system : json("hull.json")) {
            for (JsonNode query : system.get("queries")) {
                String formula = query.get("formula").asText();
                ConvexHull.Decomposition decomposition = hull.decompose(Composition.parse(formula));
                double energy = query.get("formation_energy_ev_per_atom").asDouble();
                assertThat(decomposition.energyAboveHullEvPerAtom(energy))
                        .as(formula)
                        .isCloseTo(
                                query.get("energy_above_hull_ev_per_atom").asDouble(),
                                within(1e-6));
                Map<String, Double> expected = new HashMap<>();
                query.get("decomposition")
                        .properties()
                        .forEach(entry ->
                                expected.put(entry.getKey(), entry.getValue().asDouble()));
                assertThat(decomposition.products().keySet())
                        .as(formula)
                        .isEqualTo(expected.keySet());
                expected.forEach(
                        (product, amount) -> assertThat(decomposition.products().get(product))
                                .as(formula + " " + product)
                                .isCloseTo(amount, within(1e-6)));
                queries++;
            }
        }
        assertThat(queries).isEqualTo(360);
    }

    /** Most programmes are degenerate in systems of six to nine elements. */
    @Test
    void agreesWithAnotherSolverInManyElements() {
        ConvexHull hull = new ConvexHull(PHASES);
        Random random = new Random(7);
        List<Element> elements = new ArrayList<>(EnumSet.range(Element.H, Element.Bi));
        elements.removeIf(element -> PHASES.inside(Set.of(element)).isEmpty());
        for (int trial = 0; trial < 60; trial++) {
            Composition.Builder composition = new Composition.Builder();
            for (int i = 0; i < 6 + trial % 4; i++) {
                composition.add(
                        elements.get(random.nextInt(elements.size())), 1 + random.nextInt(4));
            }
            Composition sampled = composition.build();
            assertThat(hull.decompose(sampled).energyEvPerAtom())
                    .as(sampled.toString())
                    .isCloseTo(oracle(sampled), within(1e-8));
        }
    }

    /**
     * Returns the height of the hull by the dual programme: the largest energy of the composition
     * under chemical potentials that give no phase more than its energy.
     */
    private static double oracle(Composition composition) {
        List<Element> elements = List.copyOf(composition.elements());
        List<LinearConstraint> constraints = new ArrayList<>();
        elements.forEach(element -> constraints.add(new LinearConstraint(
                fractions(Composition.of(element), elements), Relationship.LEQ, 0)));
        for (Phase phase : PHASES.inside(composition.elements())) {
            constraints.add(new LinearConstraint(
                    fractions(phase.composition(), elements),
                    Relationship.LEQ,
                    phase.formationEnergyEvPerAtom()));
        }
        return new SimplexSolver()
                .optimize(
                        new LinearObjectiveFunction(fractions(composition, elements), 0),
                        new LinearConstraintSet(constraints),
                        GoalType.MAXIMIZE,
                        new NonNegativeConstraint(false))
                .getValue();
    }

    private static double[] fractions(Composition composition, List<Element> elements) {
        return elements.stream().mapToDouble(composition::fraction).toArray();
    }

    @Test
    void theHullLiesOnOrBelowEveryPhaseAndDecompositionConservesAtoms() {
        ConvexHull hull = new ConvexHull(PHASES);
        List<Phase> sample = PHASES.inside(EnumSet.allOf(Element.class)).stream()
                .sorted(Comparator.comparing(
                        phase -> phase.composition().reducedFormula().hashCode()))
                .limit(300)
                .toList();
        for (Phase phase : sample) {
            ConvexHull.Decomposition decomposition = hull.decompose(phase.composition());
            assertThat(decomposition.energyAboveHullEvPerAtom(phase.formationEnergyEvPerAtom()))
                    .as(phase.toString())
                    .isGreaterThan(-1e-9);
            for (Element element : phase.composition().elements()) {
                double fraction = decomposition.products().entrySet().stream()
                        .mapToDouble(product -> product.getValue()
                                * Composition.parse(product.getKey()).fraction(element))
                        .sum();
                assertThat(fraction).isCloseTo(phase.composition().fraction(element), within(1e-9));
            }
        }
    }

    @Test
    void aSystemWithoutCompoundsDecomposesIntoItsElements() {
        ConvexHull hull = new ConvexHull(new HullReference("empty", List.of(), List.of()));
        ConvexHull.Decomposition decomposition = hull.decompose(Composition.parse("NaCl3"));
        assertThat(decomposition.energyEvPerAtom()).isZero();
        assertThat(decomposition.knownPhases()).isZero();
        assertThat(decomposition.products()).isEqualTo(Map.of("Na", 0.25, "Cl2", 0.75));
        assertThat(decomposition.energyAboveHullEvPerAtom(-0.3)).isEqualTo(-0.3);
    }

    /** Compares random systems of three to six elements with all simplices of their phases. */
    @Test
    void agreesWithEnumerationOfAllSimplices() {
        Random random = new Random(11);
        List<Element> elements =
                List.of(Element.Li, Element.Mg, Element.Fe, Element.O, Element.S, Element.Cl);
        for (int trial = 0; trial < 40; trial++) {
            List<Element> system = elements.subList(0, 3 + trial % 4);
            List<Phase> phases = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                phases.add(new Phase(made(system, random).toString(), -random.nextDouble()));
            }
            Composition query = made(system, random);
            ConvexHull hull = new ConvexHull(new HullReference("made up", List.of(), phases));
            system.forEach(element -> phases.add(new Phase(element.symbol(), 0)));
            assertThat(hull.decompose(query).energyEvPerAtom())
                    .as(query + " of " + phases)
                    .isCloseTo(lowestSimplex(system, phases, query), within(1e-9));
        }
    }

    private static Composition made(List<Element> system, Random random) {
        Composition.Builder composition = new Composition.Builder();
        system.forEach(element -> composition.add(element, random.nextInt(4)));
        return composition.add(system.get(random.nextInt(system.size())), 1).build();
    }

    /**
     * Returns the lowest energy of a mixture that has the composition, over all sets of as many
     * phases as there are elements.
     */
    private static double lowestSimplex(
            List<Element> system, List<Phase> phases, Composition composition) {
        int corners = system.size();
        double lowest = Double.POSITIVE_INFINITY;
        for (int set = 0; set < 1 << phases.size(); set++) {
            if (Integer.bitCount(set) == corners) {
                int chosen = set;
                int[] columns = IntStream.range(0, phases.size())
                        .filter(phase -> (chosen >> phase & 1) == 1)
                        .toArray();
                double[][] matrix = new double[corners][corners];
                for (int row = 0; row < corners; row++) {
                    for (int column = 0; column < corners; column++) {
                        matrix[row][column] =
                                phases.get(columns[column]).composition().fraction(system.get(row));
                    }
                }
                lowest = Math.min(
                        lowest, energy(matrix, columns, phases, fractions(composition, system)));
            }
        }
        return lowest;
    }

    private static double energy(
            double[][] matrix, int[] columns, List<Phase> phases, double[] target) {
        LUDecomposition simplex = new LUDecomposition(MatrixUtils.createRealMatrix(matrix), 1e-10);
        if (!simplex.getSolver().isNonSingular()) {
            return Double.POSITIVE_INFINITY;
        }
        double[] amounts =
                simplex.getSolver().solve(MatrixUtils.createRealVector(target)).toArray();
        double energy = 0;
        for (int column = 0; column < amounts.length; column++) {
            if (amounts[column] < -1e-12) {
                return Double.POSITIVE_INFINITY;
            }
            energy += amounts[column] * phases.get(columns[column]).formationEnergyEvPerAtom();
        }
        return energy;
    }

    /** Phases that a run found change the height of the hull, but do not count as known phases. */
    @Test
    void foundPhasesJoinWithoutCountingAsSupport() {
        ConvexHull before = new ConvexHull(
                new HullReference("test", List.of(), List.of(new Phase("NaCl", -1))));
        Composition asked = Composition.parse("NaCl3");
        assertThat(before.decompose(asked).energyEvPerAtom()).isCloseTo(-0.5, within(1e-9));
        assertThat(before.decompose(Composition.parse("KCl")).energyEvPerAtom()).isZero();

        ConvexHull after = before.with(List.of(new Phase("NaCl3", -0.75)));
        assertThat(after.decompose(asked).energyEvPerAtom()).isCloseTo(-0.75, within(1e-9));
        assertThat(after.decompose(asked).products()).isEqualTo(Map.of("NaCl3", 1.0));
        assertThat(after.decompose(asked).knownPhases()).isEqualTo(1);
        assertThat(before.decompose(asked).energyEvPerAtom()).isCloseTo(-0.5, within(1e-9));
        assertThat(after.with(List.of(new Phase("NaCl3", -0.7)))).isSameAs(after);
        assertThat(before.cachedSystems()).isEqualTo(2);
        assertThat(before.with(List.of(new Phase("NaCl3", -0.75))).cachedSystems())
                .as("K-Cl is untouched")
                .isEqualTo(1);
    }

    @Test
    void memoryStaysBoundedForAnyNumberOfSystems() {
        ConvexHull hull = new ConvexHull(PHASES);
        List<Element> elements = List.copyOf(EnumSet.range(Element.H, Element.Kr));
        int asked = 0;
        for (Element a : elements) {
            for (Element b : elements) {
                for (Element c : elements) {
                    if (a.ordinal() < b.ordinal() && b.ordinal() < c.ordinal()) {
                        hull.decompose(Composition.parse(a.symbol() + b.symbol() + c.symbol()));
                        asked++;
                    }
                }
            }
        }
        assertThat(asked).isGreaterThan(7000);
        assertThat(hull.cachedSystems()).isEqualTo(4096);
    }

    private static JsonNode json(String resource) throws IOException {
        try (InputStream stream = ConvexHullTest.class.getResourceAsStream(resource)) {
            return new ObjectMapper().readTree(stream);
        }
    }
}
