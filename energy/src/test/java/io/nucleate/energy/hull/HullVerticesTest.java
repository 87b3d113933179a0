package io.nucleate.energy.hull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

class HullVerticesTest {
    private final HullVertices vertices = new HullVertices();

    private void add(String formula, double formationEnergyEvPerAtom) {
        vertices.add(
                ReferencePhase.of(new Phase(formula, formationEnergyEvPerAtom)),
                OptionalDouble.empty());
    }

    private void add(
            String formula, double formationEnergyEvPerAtom, double energyAboveHullEvPerAtom) {
        vertices.add(
                ReferencePhase.of(new Phase(formula, formationEnergyEvPerAtom)),
                OptionalDouble.of(energyAboveHullEvPerAtom));
    }

    @Test
    void keepsVerticesAndKnownHeightsOnly() {
        add("NaCl", -2.0, 0);
        add("NaCl", -1.9, 0.1);
        add("Na2Cl", -1.3);
        add("NaCl3", -1.0);
        add("NaCl2", -0.5);
        add("KCl", -1.5, 0.3);
        add("Cs", 0.05);
        add("KNa", 0.2);
        // NaCl3 lies on the line from NaCl to Cl; Na2Cl and NaCl2 lie above the hull. The hull at
        // KCl is known to be 0.3 below this phase.
        assertThat(vertices.vertices())
                .extracting(ReferencePhase::phase)
                .containsExactly(new Phase("NaCl", -2.0), new Phase("KCl", -1.8));
        assertThat(vertices.vertices())
                .extracting(ReferencePhase::known)
                .containsExactly(true, false);
        assertThat(vertices.compositionCount()).isEqualTo(7);
    }

    @Test
    void verticesHaveTheHeightsOfAllPhases() throws IOException {
        List<Phase> all = new ArrayList<>();
        try (InputStream csv = getClass().getResourceAsStream("phases.csv.gz")) {
            PhaseTable.read(
                    "phases.csv.gz",
                    Decompression.of(csv),
                    row -> {
                        Phase phase = row.phase().orElseThrow();
                        all.add(phase);
                        vertices.add(ReferencePhase.of(phase), row.energyAboveHullEvPerAtom());
                    },
                    error -> fail(error));
        }
        List<Phase> reduced =
                vertices.vertices().stream().map(ReferencePhase::phase).toList();
        assertThat(reduced).hasSizeLessThan(all.size());
        ConvexHull hull = new ConvexHull(new HullReference("all", List.of(), all));
        ConvexHull onVertices = new ConvexHull(new HullReference("vertices", List.of(), reduced));
        for (Phase phase : all) {
            assertThat(onVertices.decompose(phase.composition()).energyEvPerAtom())
                    .as(phase.toString())
                    .isCloseTo(hull.decompose(phase.composition()).energyEvPerAtom(), within(5e-6));
        }
    }
}
