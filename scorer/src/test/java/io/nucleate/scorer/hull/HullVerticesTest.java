package io.nucleate.scorer.hull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Element;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HullVerticesTest {
    @TempDir
    Path directory;

    @Test
    void keepsVerticesAndKnownHeightsOnly() throws IOException {
        Path table = Files.writeString(
                directory.resolve("phases.csv"),
                """
                material_id,formula,formation_energy_ev_per_atom,energy_above_hull_ev_per_atom
                m1,NaCl,-2.0,0.0
                m2,NaCl,-1.9,0.1
                m3,Na2Cl,-1.3,
                m4,NaCl3,-1.0,
                m5,NaCl2,-0.5,
                m6,KCl,-1.5,0.3
                m7,Cs,0.05,
                m8,KNa,0.2,
                """);
        Path output = directory.resolve("reference.csv.gz");
        HullVertices.Summary summary = HullVertices.build(table, List.of("Made up."), output);
        HullReference reference = HullReference.read(output);
        // NaCl3 lies on the line from NaCl to Cl, Na2Cl and NaCl2 above it; KCl's hull is known to be 0.3 below it.
        assertThat(reference.inside(EnumSet.allOf(Element.class)))
                .containsExactly(new Phase("NaCl", -2.0), new Phase("KCl", -1.8));
        assertThat(summary).isEqualTo(new HullVertices.Summary(8, 2, 1, reference.identity()));
        assertThat(reference.provenance()).first().isEqualTo("Made up.");
    }

    @Test
    void verticesHaveTheHeightsOfAllPhases() throws IOException {
        try (InputStream csv = getClass().getResourceAsStream("phases.csv.gz")) {
            List<PhaseTable.Row> rows =
                    PhaseTable.parse("phases.csv.gz", csv.readAllBytes()).rows();
            List<Phase> all = rows.stream().map(PhaseTable.Row::phase).toList();
            List<Phase> vertices = HullVertices.of(rows).phases();
            assertThat(vertices).hasSizeLessThan(all.size());
            ConvexHull hull = new ConvexHull(new HullReference("all", List.of(), all));
            ConvexHull reduced = new ConvexHull(new HullReference("vertices", List.of(), vertices));
            for (Phase phase : all) {
                assertThat(reduced.decompose(phase.composition()).energyPerAtomEv())
                        .as(phase.toString())
                        .isCloseTo(hull.decompose(phase.composition()).energyPerAtomEv(), within(5e-6));
            }
        }
    }
}
