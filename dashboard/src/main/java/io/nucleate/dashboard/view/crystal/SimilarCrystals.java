package io.nucleate.dashboard.view.crystal;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.matching.Protostructure;
import io.nucleate.crystal.matching.Prototype;
import io.nucleate.dashboard.view.DiscoveryReport;
import io.nucleate.dashboard.view.catalogue.DiscoveryOrder;
import io.nucleate.dashboard.view.catalogue.DiscoveryQuery;
import io.nucleate.dashboard.view.catalogue.DiscoveryRow;
import io.nucleate.dashboard.view.catalogue.Row;
import io.nucleate.dashboard.view.catalogue.RowFilter;
import io.nucleate.evaluation.NearestMaterials;
import io.nucleate.evaluation.NearestMaterials.Neighbour;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.Scored;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What resembles a crystal.
 *
 * @param discoveries of its run: first those of the same elements, then those of the same
 *     prototype, each lowest above the hull first
 * @param known materials, the nearest first
 */
public record SimilarCrystals(List<DiscoveryRow> discoveries, List<Known> known) {
    private static final int EACH_MAX = 8;

    /**
     * A known material.
     *
     * @param why how it resembles the crystal, in words
     * @param rmsAngstrom displacement of the atoms; null, since the index has no coordinates
     */
    public record Known(
            String id,
            String formula,
            int spaceGroup,
            String symbol,
            String why,
            Double rmsAngstrom) {
        private static Known of(Neighbour neighbour) {
            Protostructure protostructure = neighbour.material().protostructure();
            SpaceGroup group = protostructure.spaceGroup();
            return new Known(
                    neighbour.material().name(),
                    protostructure.composition().reducedFormula(),
                    group.number(),
                    group.symbol(),
                    neighbour.resemblance().words(),
                    null);
        }
    }

    /** Looks for what resembles a crystal. */
    public static SimilarCrystals of(
            Scored scored, DiscoveryReport discoveries, NearestMaterials materials) {
        Crystal crystal = CrystalReport.evaluated(scored);
        String run = scored.getCandidate().getId().getRun();
        String id = CandidateIds.text(scored.getCandidate().getId());
        Set<String> shown = new HashSet<>(Set.of(id));
        List<DiscoveryRow> rows = Stream.of(ofTheSameElements(crystal), ofTheSamePrototype(crystal))
                .flatMap(filter -> rows(run, filter, discoveries))
                .filter(row -> shown.add(row.id()))
                .toList();
        return new SimilarCrystals(
                rows, materials.of(crystal, EACH_MAX).stream().map(Known::of).toList());
    }

    private static Stream<DiscoveryRow> rows(
            String run, RowFilter filter, DiscoveryReport discoveries) {
        // One more, since the crystal itself may be among them.
        DiscoveryQuery query = DiscoveryQuery.first(filter, DiscoveryOrder.BEST, EACH_MAX + 1);
        return discoveries.list(run, query).items().stream();
    }

    private static RowFilter ofTheSameElements(Crystal crystal) {
        var elements = List.copyOf(crystal.composition().elements());
        return row -> row.elements().elements().equals(elements);
    }

    private static RowFilter ofTheSamePrototype(Crystal crystal) {
        String start = crystal.spaceGroup().number() + " ";
        int elements = crystal.composition().elements().size();
        String prototype = Prototype.of(Protostructure.of(crystal)).text();
        return row -> row.protostructure().startsWith(start)
                && row.elements().elements().size() == elements
                && prototype.equals(prototype(row));
    }

    private static String prototype(Row row) {
        return Prototype.of(new Protostructure(row.protostructure())).text();
    }
}
