package io.nucleate.energy.hull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;
import io.nucleate.energy.hull.PhaseDiagram.Point;

import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

class PhaseDiagramTest {
    private static final List<Element> ELEMENTS =
            List.of(Element.Li, Element.Fe, Element.O, Element.S);

    /** See {@code tools/oracles/write_phase_diagrams.py} for the numbers. */
    @Test
    void agreesWithPhaseDiagramsOfPymatgen() throws IOException {
        List<Phase> phases = phases();
        int systems = 0;
        for (JsonNode expected : json("phase-diagrams.json")) {
            List<Element> elements = new ArrayList<>();
            expected.get("elements").forEach(one -> elements.add(Element.of(one.asText())));
            PhaseDiagram diagram = PhaseDiagram.of(
                    elements,
                    phases.stream()
                            .filter(phase ->
                                    elements.containsAll(phase.composition().elements()))
                            .toList());
            Set<Set<String>> facets = new HashSet<>();
            expected.get("facets").forEach(facet -> {
                Set<String> corners = new HashSet<>();
                facet.forEach(corner -> corners.add(formula(corner.asText())));
                facets.add(corners);
            });
            assertThat(facets(diagram)).as("%s", elements).isEqualTo(facets);
            Map<String, Double> lowest = new HashMap<>();
            for (Point point : diagram.points()) {
                lowest.merge(
                        point.phase().composition().reducedFormula(),
                        point.energyAboveHullEvPerAtom(),
                        Math::min);
            }
            expected.get("energy_above_hull_ev_per_atom").properties().forEach(entry -> assertThat(
                            lowest.get(formula(entry.getKey())))
                    .as("%s in %s", entry.getKey(), elements)
                    .isCloseTo(entry.getValue().asDouble(), within(1e-6)));
            systems++;
        }
        assertThat(systems).isGreaterThan(90);
    }

    private static String formula(String text) {
        return Composition.parse(text).reducedFormula();
    }

    private static Set<Set<String>> facets(PhaseDiagram diagram) {
        Set<Set<String>> facets = new HashSet<>();
        for (List<Integer> facet : diagram.facets()) {
            Set<String> corners = new HashSet<>();
            facet.forEach(corner -> corners.add(
                    diagram.points().get(corner).phase().composition().reducedFormula()));
            facets.add(corners);
        }
        return facets;
    }

    /** A simplex is a facet if no phase lies below it. */
    @Test
    void agreesWithEnumerationOfAllSimplices() {
        Random random = new Random(3);
        for (int trial = 0; trial < 60; trial++) {
            List<Element> elements = ELEMENTS.subList(0, 2 + trial % 3);
            List<Phase> given = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                given.add(new Phase(made(elements, random), 0.1 - random.nextDouble()));
            }
            PhaseDiagram diagram = PhaseDiagram.of(elements, given);
            Set<Set<Integer>> found = new HashSet<>();
            diagram.facets().forEach(facet -> found.add(Set.copyOf(facet)));
            assertThat(found).as("%s", given).isEqualTo(simplicesWithNothingBelow(diagram));
        }
    }

    private static Set<Set<Integer>> simplicesWithNothingBelow(PhaseDiagram diagram) {
        List<Point> points = diagram.points();
        int corners = diagram.elements().size();
        Set<Set<Integer>> facets = new HashSet<>();
        for (int set = 0; set < 1 << points.size(); set++) {
            if (Integer.bitCount(set) == corners) {
                int chosen = set;
                int[] simplex = IntStream.range(0, points.size())
                        .filter(point -> (chosen >> point & 1) == 1)
                        .toArray();
                double[] plane = plane(points, simplex);
                if (plane != null
                        && points.stream().allMatch(point -> excess(point, plane) > -1e-9)) {
                    facets.add(new HashSet<>(Arrays.stream(simplex).boxed().toList()));
                }
            }
        }
        return facets;
    }

    private static double[] plane(List<Point> points, int[] simplex) {
        LUDecomposition fractions = new LUDecomposition(
                MatrixUtils.createRealMatrix(Arrays.stream(simplex)
                        .mapToObj(corner -> row(points.get(corner)))
                        .toArray(double[][]::new)),
                1e-10);
        return fractions.getSolver().isNonSingular()
                ? fractions
                        .getSolver()
                        .solve(MatrixUtils.createRealVector(Arrays.stream(simplex)
                                .mapToDouble(corner ->
                                        points.get(corner).phase().formationEnergyEvPerAtom())
                                .toArray()))
                        .toArray()
                : null;
    }

    private static double[] row(Point point) {
        return point.fractions().stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double excess(Point point, double[] plane) {
        double height = 0;
        for (int i = 0; i < plane.length; i++) {
            height += plane[i] * point.fractions().get(i);
        }
        return point.phase().formationEnergyEvPerAtom() - height;
    }

    /**
     * Energies of a few steps make many phases lie in one plane or at one composition. The facets
     * must still fill the diagram, each place once, and heights be those of the linear programme.
     */
    @Test
    void facetsFillTheDiagramWherePhasesLieInOnePlane() {
        Random random = new Random(5);
        for (int trial = 0; trial < 90; trial++) {
            List<Element> elements = ELEMENTS.subList(0, 2 + trial % 3);
            List<Phase> given = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Composition composition = Composition.parse(made(elements, random));
                double coplanar = -composition.fraction(Element.Li) * random.nextInt(3) / 2;
                given.add(new Phase(composition.toString(), coplanar));
            }
            PhaseDiagram diagram = PhaseDiagram.of(elements, given);
            double filled = 0;
            for (List<Integer> facet : diagram.facets()) {
                filled += Math.abs(new LUDecomposition(MatrixUtils.createRealMatrix(facet.stream()
                                .map(corner -> row(diagram.points().get(corner)))
                                .toArray(double[][]::new)))
                        .getDeterminant());
            }
            assertThat(filled).as("%s", given).isCloseTo(1, within(1e-9));
            ConvexHull hull = new ConvexHull(new HullReference("made up", List.of(), given));
            for (Point point : diagram.points()) {
                double above = hull.decompose(point.phase().composition())
                        .energyAboveHullEvPerAtom(point.phase().formationEnergyEvPerAtom());
                assertThat(point.energyAboveHullEvPerAtom())
                        .as("%s of %s", point, given)
                        .isCloseTo(above, within(1e-7));
            }
        }
    }

    private static String made(List<Element> elements, Random random) {
        Composition.Builder composition = new Composition.Builder();
        elements.forEach(element -> composition.add(element, random.nextInt(4)));
        composition.add(elements.get(random.nextInt(elements.size())), 1);
        return composition.build().toString();
    }

    @Test
    void phasesStandInTheirOrderAfterTheElements() {
        PhaseDiagram diagram = PhaseDiagram.of(
                List.of(Element.Na, Element.Cl),
                List.of(new Phase("NaCl", -2), new Phase("NaCl3", -0.5), new Phase("Na", 0.1)));
        assertThat(diagram.points().stream().map(point -> point.phase().formula()))
                .containsExactly("Na", "Cl2", "NaCl", "NaCl3", "Na");
        assertThat(diagram.facets()).containsExactlyInAnyOrder(List.of(0, 2), List.of(1, 2));
        assertThat(diagram.points().get(3).fractions()).containsExactly(0.25, 0.75);
        assertThat(diagram.points().get(3).energyAboveHullEvPerAtom())
                .as("halfway from NaCl to chlorine the hull is at -1")
                .isCloseTo(0.5, within(1e-12));
        assertThat(diagram.points().stream().map(Point::isVertex))
                .containsExactly(true, true, true, false, false);
        assertThat(diagram.points().get(4).energyAboveHullEvPerAtom())
                .isCloseTo(0.1, within(1e-12));
    }

    @Test
    void otherNumbersOfElementsAreRefused() {
        assertThatThrownBy(() -> PhaseDiagram.of(List.of(Element.Na), List.of()))
                .hasMessageContaining("2 to 4 different elements");
        assertThatThrownBy(() -> PhaseDiagram.of(List.of(Element.Na, Element.Na), List.of()))
                .hasMessageContaining("2 to 4 different elements");
        assertThatThrownBy(() -> PhaseDiagram.of(
                        List.of(Element.Na, Element.Cl), List.of(new Phase("KCl", -1))))
                .hasMessageContaining("KCl has other elements");
    }

    @Test
    void shippedPhasesNameTheirMaterials() {
        KnownPhases shipped = KnownPhases.named(HullReference.SHIPPED);
        List<Phase> phases = shipped.reference().inside(EnumSet.of(Element.Na, Element.Cl));
        Phase rockSalt = phases.stream()
                .filter(phase -> phase.composition().reducedFormula().equals("NaCl"))
                .findFirst()
                .orElseThrow();
        assertThat(shipped.material(rockSalt))
                .hasValueSatisfying(id -> assertThat(id).startsWith("mp-"));
    }

    private static List<Phase> phases() throws IOException {
        List<Phase> phases = new ArrayList<>();
        try (InputStream csv = PhaseDiagramTest.class.getResourceAsStream("phases.csv.gz")) {
            PhaseTable.read(
                    "phases.csv.gz",
                    Decompression.of(csv),
                    row -> phases.add(row.phase().orElseThrow()),
                    error -> fail(error));
        }
        return phases;
    }

    private static JsonNode json(String resource) throws IOException {
        try (InputStream stream = PhaseDiagramTest.class.getResourceAsStream(resource)) {
            return new ObjectMapper().readTree(stream);
        }
    }
}
