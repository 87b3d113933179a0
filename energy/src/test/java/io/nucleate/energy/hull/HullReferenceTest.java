package io.nucleate.energy.hull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;
import io.nucleate.energy.potential.Potentials;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

class HullReferenceTest {
    @TempDir
    Path directory;

    @Test
    void theShippedReferenceNamesItsSourceAndKnowsTableSalt() {
        HullReference shipped = HullReference.shipped();
        assertThat(shipped.identity()).matches("materials-project-hull@[0-9a-f]{12}");
        assertThat(String.join("\n", shipped.origin().provenance()))
                .contains("Materials Project", "CC BY 4.0", "SHA-256");
        assertThat(shipped.origin().objection("chgnet-0.3.0")).isEmpty();
        assertThat(shipped.origin().objection("sevennet-0"))
                .hasValueSatisfying(objection ->
                        assertThat(objection).contains("mp2020", "sevennet-0", "build"));
        assertThat(shipped.size()).isGreaterThan(25_000);
        ConvexHull.Decomposition salt =
                new ConvexHull(shipped).decompose(Composition.parse("NaCl"));
        assertThat(salt.energyEvPerAtom()).isCloseTo(-2.1, within(0.1));
        assertThat(salt.products()).isEqualTo(Map.of("NaCl", 1.0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"chgnet", "sevennet-0", "sevennet-l3i5"})
    void everyShippedPotentialIsOnItsScaleByElementalReferencesOfItsOwn(String name)
            throws IOException {
        assertThat(HullReference.shipped().origin().objection(Potentials.nameOf(name)))
                .isEmpty();
        assertThat(ElementalReferences.named(name).knows(Element.Fe)).isTrue();
    }

    @Test
    void aSystemContainsItsPhasesAndThoseOfItsSubsystems() {
        HullReference reference = new HullReference(
                "test",
                List.of(),
                List.of(
                        new Phase("NaCl", -2),
                        new Phase("UO2", -3),
                        new Phase("UCl3", -2),
                        new Phase("Na3UO4", -2)));
        assertThat(reference.inside(Set.of(Element.Na, Element.U, Element.O)))
                .extracting(phase -> phase.composition().reducedFormula())
                .containsExactlyInAnyOrder("UO2", "Na3UO4");
        assertThat(reference.inside(Set.of(Element.Na))).isEmpty();
    }

    @Test
    void atACompositionIsItsLowestPhaseWhateverTheFormulaUnits() {
        HullReference reference = new HullReference(
                "test",
                List.of(),
                List.of(new Phase("NaCl", -1.5), new Phase("Na2Cl2", -2), new Phase("NaCl2", -1)));
        assertThat(reference.at(Composition.parse("Na4Cl4")))
                .hasValueSatisfying(
                        phase -> assertThat(phase.formationEnergyEvPerAtom()).isEqualTo(-2));
        assertThat(reference.at(Composition.parse("Na3Cl"))).isEmpty();
    }

    /**
     * The lowest phase of a composition counts, whatever the order in which phases come. The
     * identity depends on the set of phases.
     */
    @Test
    void identityDependsOnTheJoinedPhasesButNotOnTheirOrder() {
        HullReference table =
                new HullReference("test@1", List.of(), List.of(new Phase("NaCl", -2)));
        Phase low = new Phase("NaCl3", -1.2);
        Phase high = new Phase("Cl3Na", -1.1);
        Phase other = new Phase("KCl", -2.2);
        HullReference joined = table.with(List.of(low, other));
        assertThat(joined.identity()).matches("test@1\\+2-[0-9a-f]{8}");
        assertThat(joined.hasTableOf("test@1")).isTrue();
        assertThat(table.hasTableOf(joined.identity())).isTrue();
        assertThat(table.hasTableOf("test@12+2-01234567")).isFalse();
        assertThat(joined.foundCount()).isEqualTo(2);
        assertThat(joined.size()).isEqualTo(1);
        assertThat(table.with(List.of(other))
                        .with(List.of(high))
                        .with(List.of(low))
                        .identity())
                .isEqualTo(joined.identity());
        assertThat(joined.with(List.of(high))).isSameAs(joined);
        assertThat(joined.with(List.of(new Phase("NaCl3", -1.3))).identity())
                .startsWith("test@1+2-")
                .isNotEqualTo(joined.identity());
        assertThat(table.with(List.of())).isSameAs(table);
    }

    /** With few elements each subset is looked up; with many, all systems are searched. */
    @Test
    void bothSearchesForPhasesOfASystemAgree() {
        HullReference shipped = HullReference.shipped();
        Set<Element> few =
                EnumSet.of(Element.Li, Element.Fe, Element.P, Element.O, Element.U, Element.Lr);
        assertThat(shipped.inside(few))
                .containsExactlyInAnyOrderElementsOf(
                        shipped.inside(EnumSet.allOf(Element.class)).stream()
                                .filter(phase ->
                                        few.containsAll(phase.composition().elements()))
                                .toList())
                .hasSizeGreaterThan(40);
    }

    @Test
    void unreadableTablesNameFileLineAndRemedy() throws IOException {
        Path noColumns =
                Files.writeString(directory.resolve("columns.csv"), "formula,energy\nNaCl,-2\n");
        assertThatThrownBy(() -> HullReference.read(noColumns))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("columns.csv")
                .hasMessageContaining("formation_energy_ev_per_atom");
        Path wrongElement = Files.writeString(
                directory.resolve("element.csv"),
                "formula,formation_energy_ev_per_atom\nNaCl,-2\nNaXx,-2\n");
        assertThatThrownBy(() -> HullReference.read(wrongElement)).hasMessageContaining("line 3");
        assertThatThrownBy(() -> HullReference.read(directory.resolve("missing.csv")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("missing.csv");
    }
}
