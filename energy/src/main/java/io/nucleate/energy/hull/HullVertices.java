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
 * Reduces phases to the vertices of their lower hull, which has the same heights.
 *
 * <p>Where a phase's energy above the full hull of its source is known, formation energy minus
 * energy above hull is the exact height of that hull at the phase's composition, whether or not the
 * phases that span it there are given. Such heights support the hull as if they were phases, which
 * brings it closer to the full one than the phases alone.
 */
final class HullVertices {
    /**
     * Twice the rounding of a height made of two rounded energies: closer to the rest is no vertex.
     */
    private static final double TOLERANCE_EV_PER_ATOM = 2 * Phase.ROUNDING_EV_PER_ATOM;

    private final Map<String, ReferencePhase> lowest = new LinkedHashMap<>();

    /**
     * Takes a phase; of one composition only the lowest is kept, so that a long source costs little
     * memory.
     *
     * @param energyAboveHullEvPerAtom distance to the full hull of the source, where it is known
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

    /** The lower one; within rounding the one where a phase is known. */
    private static ReferencePhase lower(ReferencePhase a, ReferencePhase b) {
        double difference = a.formationEnergyEvPerAtom() - b.formationEnergyEvPerAtom();
        if (Math.abs(difference) <= TOLERANCE_EV_PER_ATOM && a.known() != b.known()) {
            return a.known() ? a : b;
        }
        return difference <= 0 ? a : b;
    }

    /** Compositions of the phases taken so far. */
    int compositionCount() {
        return lowest.size();
    }

    /** The vertices, elements excluded, in the order in which their compositions came. */
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

    private static List<ReferencePhase> onHull(List<ReferencePhase> candidates) {
        ConvexHull hull = new ConvexHull(reference(candidates));
        return candidates.parallelStream()
                .filter(point -> hull.decompose(point.phase().composition())
                                .energyAboveHullEvPerAtom(point.formationEnergyEvPerAtom())
                        <= TOLERANCE_EV_PER_ATOM)
                .toList();
    }

    /**
     * Drops, one after the other, the points that the remaining ones span; heights without a known
     * phase go first.
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
