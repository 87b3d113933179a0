package io.nucleate.energy.hull;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The lower convex hull of a chemical system with its facets, to be drawn. {@link ConvexHull} gives
 * the height at one composition, whatever the number of elements; this gives the whole, for few.
 *
 * <p>The facets are found by adding one phase after the other (as C. B. Barber, D. P. Dobkin and H.
 * Huhdanpaa do, ACM Trans. Math. Softw. 22, 469, 1996). Where more phases than there are elements
 * lie in one plane, there are several ways to divide it into facets; it gives one.
 *
 * @param elements the e elements, in the order of the fractions
 * @param points the pure elements at 0 eV per atom, in their order, and then the given phases
 * @param facets e phases each, which are stable together; numbers count the points from 0
 */
public record PhaseDiagram(List<Element> elements, List<Point> points, List<List<Integer>> facets) {
    private static final int ELEMENTS_MIN = 2;
    private static final int ELEMENTS_MAX = 4;

    /**
     * A phase in the diagram.
     *
     * @param fractions atomic fraction of each element
     * @param energyAboveHullEvPerAtom 0 for a phase on the hull
     * @param isVertex whether the phase is a corner of facets: it is no mixture of others
     */
    public record Point(
            Phase phase,
            List<Double> fractions,
            double energyAboveHullEvPerAtom,
            boolean isVertex) {}

    public PhaseDiagram {
        elements = List.copyOf(elements);
        points = List.copyOf(points);
        facets = List.copyOf(facets);
    }

    /**
     * Finds the hull of some phases and the pure elements.
     *
     * @param elements 2 to 4 different elements
     * @param given phases of these elements or some of them
     * @throws IllegalArgumentException for another number of elements, or a phase with another
     *     element
     */
    public static PhaseDiagram of(List<Element> elements, List<Phase> given) {
        if (elements.size() < ELEMENTS_MIN
                || elements.size() > ELEMENTS_MAX
                || Set.copyOf(elements).size() < elements.size()) {
            throw new IllegalArgumentException("a phase diagram is of " + ELEMENTS_MIN + " to "
                    + ELEMENTS_MAX + " different elements, not of " + elements);
        }
        List<Phase> phases = new ArrayList<>();
        elements.forEach(element -> phases.add(Phase.ofPure(element)));
        phases.addAll(given);
        double[][] fractions = phases.stream()
                .map(phase -> fractions(elements, phase.composition()))
                .toArray(double[][]::new);
        LowerHull hull = new LowerHull(
                fractions,
                phases.stream().mapToDouble(Phase::formationEnergyEvPerAtom).toArray());
        for (int phase = elements.size(); phase < phases.size(); phase++) {
            hull.add(phase);
        }
        Set<Integer> vertices = new TreeSet<>();
        hull.facets().forEach(facet -> vertices.addAll(facet.corners()));
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < phases.size(); i++) {
            double above = phases.get(i).formationEnergyEvPerAtom() - hull.heightEvPerAtom(i);
            points.add(new Point(
                    phases.get(i),
                    Arrays.stream(fractions[i]).boxed().toList(),
                    vertices.contains(i) ? 0 : Math.max(0, above),
                    vertices.contains(i)));
        }
        return new PhaseDiagram(
                elements,
                points,
                hull.facets().stream().map(LowerHull.Facet::corners).toList());
    }

    private static double[] fractions(List<Element> elements, Composition composition) {
        if (!elements.containsAll(composition.elements())) {
            throw new IllegalArgumentException(
                    composition + " has other elements than the phase diagram of " + elements);
        }
        return elements.stream().mapToDouble(composition::fraction).toArray();
    }
}
