package io.nucleate.scorer.hull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HullReferenceTest {
    @TempDir
    Path directory;

    @Test
    void theShippedReferenceNamesItsSourceAndKnowsTableSalt() {
        HullReference shipped = HullReference.shipped();
        assertThat(shipped.identity()).matches("materials-project-hull@[0-9a-f]{12}");
        assertThat(String.join("\n", shipped.provenance())).contains("Materials Project", "CC BY 4.0", "SHA-256");
        assertThat(shipped.size()).isGreaterThan(25_000);
        ConvexHull.Decomposition salt = new ConvexHull(shipped).decompose(Composition.parse("NaCl"));
        assertThat(salt.energyPerAtomEv()).isCloseTo(-2.1, within(0.1));
        assertThat(salt.products()).isEqualTo(Map.of("NaCl", 1.0));
    }

    @Test
    void insideASystemAreItsPhasesAndThoseOfItsSubsystems() {
        HullReference reference = new HullReference(
                "test",
                List.of(),
                List.of(new Phase("NaCl", -2), new Phase("UO2", -3), new Phase("UCl3", -2), new Phase("Na3UO4", -2)));
        assertThat(reference.inside(Set.of(Element.Na, Element.U, Element.O)))
                .extracting(phase -> phase.composition().reducedFormula())
                .containsExactlyInAnyOrder("UO2", "Na3UO4");
        assertThat(reference.inside(Set.of(Element.Na))).isEmpty();
    }

    @Test
    void unreadableTablesNameFileLineAndRemedy() throws IOException {
        Path noColumns = Files.writeString(directory.resolve("columns.csv"), "formula,energy\nNaCl,-2\n");
        assertThatThrownBy(() -> HullReference.read(noColumns))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("columns.csv")
                .hasMessageContaining("formation_energy_ev_per_atom");
        Path wrongElement = Files.writeString(
                directory.resolve("element.csv"), "formula,formation_energy_ev_per_atom\nNaCl,-2\nNaXx,-2\n");
        assertThatThrownBy(() -> HullReference.read(wrongElement)).hasMessageContaining("line 3");
        assertThatThrownBy(() -> HullReference.read(directory.resolve("missing.csv")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("missing.csv");
    }
}
