package io.nucleate.dashboard.view;

import io.nucleate.crystal.Element;
import io.nucleate.dashboard.view.catalogue.DiscoveryOrder;
import io.nucleate.dashboard.view.catalogue.DiscoveryQuery;
import io.nucleate.dashboard.view.catalogue.Page;
import io.nucleate.energy.hull.KnownPhases;
import io.nucleate.energy.hull.Phase;
import io.nucleate.energy.hull.PhaseDiagram;
import io.nucleate.energy.hull.PhaseDiagram.Point;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.Scored;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The convex hull of a chemical system, of known phases and of a run's discoveries.
 *
 * @param elements in the order asked for, which is that of the fractions
 * @param reference identity of the known phases
 * @param note what of the known phases is shown, in a sentence
 * @param phases the pure elements first
 * @param facets of the lower hull: phases that are stable together, by their places in the list
 * @param discoveries of the run in this system and those inside it; of more than can be shown, the
 *     lowest above the hull are
 */
public record HullDiagram(
        List<String> elements,
        String run,
        String reference,
        String note,
        List<HullPhase> phases,
        List<List<Integer>> facets,
        int discoveries) {
    private static final int DISCOVERIES_MAX = 1000;

    private static final String NOTE = "Known phases are those of the hull reference. The shipped"
            + " one, and those that reference build makes, hold the vertices of the hull only:"
            + " known phases above it are not shown.";

    /**
     * A phase.
     *
     * @param fractions atomic fraction of each element
     * @param energyAboveHullEvPerAtom above the hull of all that is shown, 0 on it; a discovery's
     *     own row has it above the hull of known phases
     * @param known whether it is of the reference, or an element
     * @param id run/generator/sequence of a discovery; null for known phases
     * @param material identifier of a known phase; null for discoveries, elements, and where the
     *     reference knows the height of its source's hull but not the phase
     * @param isVertex whether it is a corner of facets
     */
    public record HullPhase(
            String formula,
            List<Double> fractions,
            double formationEnergyEvPerAtom,
            double energyAboveHullEvPerAtom,
            boolean known,
            String id,
            String material,
            boolean isVertex) {}

    /**
     * Makes the diagram of a system.
     *
     * @param system symbols with hyphens between them, such as {@code Li-Fe-O}
     * @throws IllegalArgumentException for another text, or other numbers of elements than 2 to 4
     */
    public static HullDiagram of(
            String system, String run, DiscoveryReport discoveries, KnownPhases known) {
        List<Element> elements =
                Arrays.stream(system.split("-", -1)).map(Element::of).toList();
        Page page = discoveries.page(
                run,
                DiscoveryQuery.first(
                        row -> elements.containsAll(row.elements().elements()),
                        DiscoveryOrder.BEST,
                        DISCOVERIES_MAX));
        List<Scored> found = discoveries
                .records(page)
                .filter(scored -> scored.getFormationEnergyEvPerAtom() != null)
                .toList();
        return of(elements, run, found, page.matching(), known);
    }

    static HullDiagram of(
            List<Element> elements,
            String run,
            List<Scored> found,
            int discoveries,
            KnownPhases known) {
        List<Phase> phases = new ArrayList<>(known.reference().inside(Set.copyOf(elements)));
        int knownCount = elements.size() + phases.size();
        found.forEach(scored ->
                phases.add(new Phase(scored.getFormula(), scored.getFormationEnergyEvPerAtom())));
        PhaseDiagram diagram = PhaseDiagram.of(elements, phases);
        List<HullPhase> shown = new ArrayList<>();
        for (int i = 0; i < diagram.points().size(); i++) {
            Point point = diagram.points().get(i);
            shown.add(
                    i < knownCount
                            ? phase(
                                    point,
                                    true,
                                    null,
                                    i < elements.size()
                                            ? null
                                            : known.material(point.phase()).orElse(null))
                            : phase(point, false, id(found.get(i - knownCount)), null));
        }
        return new HullDiagram(
                elements.stream().map(Element::symbol).toList(),
                run,
                known.reference().identity(),
                NOTE,
                shown,
                diagram.facets(),
                discoveries);
    }

    private static HullPhase phase(Point point, boolean known, String id, String material) {
        return new HullPhase(
                point.phase().formula(),
                point.fractions(),
                point.phase().formationEnergyEvPerAtom(),
                point.energyAboveHullEvPerAtom(),
                known,
                id,
                material,
                point.isVertex());
    }

    private static String id(Scored scored) {
        return CandidateIds.text(scored.getCandidate().getId());
    }
}
