package io.nucleate.energy.hull;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Reduces phases to the vertices of their lower convex hull. The hull of the vertices is the same
 * as the hull of all phases.
 *
 * <p>Some sources state how far a phase lies above the hull of all phases in the source. Its
 * formation energy minus this distance is the exact height of that hull at the composition of the
 * phase, even if the phases that span the hull there are not given. Such a height is taken as if it
 * were a phase. The result is closer to the full hull than the given phases alone.
 */
final class HullVertices {
    /**
     * A point that lies no further than this below the hull of the other points is no vertex. It is
     * twice the rounding of an energy, because a height is the difference of two rounded energies.
     */
    private static final double TOLERANCE_EV_PER_ATOM = 2 * Phase.ROUNDING_EV_PER_ATOM;

    private final Map<String, ReferencePhase> lowest = new LinkedHashMap<>();

    /**
     * Adds a phase. Only the lowest one at each composition is kept, so that a long source takes
     * little memory.
     *
     * @param energyAboveHullEvPerAtom distance above the full hull of the source; empty if the
     *     source does not state it
     */
    void add(ReferencePhase phase, OptionalDouble energyAboveHullEvPerAtom) {
        double distance = energyAboveHullEvPerAtom.orElse(0);
        boolean known = phase.known() && distance <= TOLERANCE_EV_PER_ATOM;
        Phase source = phase.phase();
        ReferencePhase point = new ReferencePhase(
                new Phase(
                        source.formula(),
                        source.composition(),
                        Math.round((source.formationEnergyEvPerAtom() - distance)
                                        / Phase.ROUNDING_EV_PER_ATOM)
                                / 1e6),
                phase.energyEvPerAtom(),
                known,
                known ? phase.id() : Optional.empty(),
                known ? phase.structureHash() : Optional.empty());
        lowest.merge(source.composition().reducedFormula(), point, HullVertices::lower);
    }

    /**
     * Returns the lower of two points. If they differ only by rounding, returns the one where a
     * phase is known.
     */
    private static ReferencePhase lower(ReferencePhase a, ReferencePhase b) {
        double difference = a.formationEnergyEvPerAtom() - b.formationEnergyEvPerAtom();
        if (Math.abs(difference) <= TOLERANCE_EV_PER_ATOM && a.known() != b.known()) {
            return a.known() ? a : b;
        }
        return difference <= 0 ? a : b;
    }

    /** Returns the number of different compositions of the phases so far. */
    int compositionCount() {
        return lowest.size();
    }

    /** Returns the vertices without the elements, in the order in which their compositions came. */
    List<ReferencePhase> vertices() {
        List<ReferencePhase> candidates = new ArrayList<>(lowest.values());
        candidates.removeIf(point -> point.phase().isElemental()
                || point.formationEnergyEvPerAtom() > -TOLERANCE_EV_PER_ATOM);
        return withoutSpanned(onHull(candidates));
    }

    private static HullReference reference(List<ReferencePhase> points) {
        return new HullReference(
                "candidates",
                List.of(),
                points.stream().map(ReferencePhase::phase).toList());
    }

    /** Returns the points that lie on the hull of all points. */
    private static List<ReferencePhase> onHull(List<ReferencePhase> candidates) {
        ConvexHull hull = new ConvexHull(reference(candidates));
        return candidates.parallelStream()
                .filter(point -> hull.decompose(point.phase().composition())
                                .energyAboveHullEvPerAtom(point.formationEnergyEvPerAtom())
                        <= TOLERANCE_EV_PER_ATOM)
                .toList();
    }

    /**
     * Drops points on the hull that are a mixture of other points on it. They are tested one after
     * the other against those that remain; heights without a known phase are tested first.
     */
    private static List<ReferencePhase> withoutSpanned(List<ReferencePhase> onHull) {
        HullReference reference = reference(onHull);
        Set<Phase> dropped = new HashSet<>();
        for (boolean known : new boolean[] {false, true}) {
            for (ReferencePhase point : onHull) {
                Phase phase = point.phase();
                if (point.known() == known) {
                    List<Phase> others =
                            new ArrayList<>(reference.inside(phase.composition().elements()));
                    others.removeIf(other -> other.equals(phase) || dropped.contains(other));
                    double below = ConvexHull.decompose(phase.composition(), others)
                            .energyAboveHullEvPerAtom(phase.formationEnergyEvPerAtom());
                    if (below >= -TOLERANCE_EV_PER_ATOM) {
                        dropped.add(phase);
                    }
                }
            }
        }
        return onHull.stream().filter(point -> !dropped.contains(point.phase())).toList();
    }
}
