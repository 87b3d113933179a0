package io.nucleate.learner.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.TestCrystals;
import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.crystal.io.StructureFormat;
import io.nucleate.crystal.symmetry.SymmetryFinder;
import io.nucleate.policy.Condition;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class TrainingDataTest {
    private static final double TOLERANCE = SymmetryFinder.DEFAULT_TOLERANCE_ANGSTROM;

    @TempDir
    Path directory;

    private static Crystal rockSalt(Element cation) {
        return TestCrystals.rockSalt(cation, Element.Cl, 5.64);
    }

    private static String row(Crystal crystal, double energyAboveHullEvPerAtom) {
        String cif = StructureFormat.CIF.write(crystal.structure(), "c").replace("\"", "\"\"");
        return "mp-1,-2.1,5.0," + energyAboveHullEvPerAtom + ",\"" + cif + "\"\n";
    }

    /**
     * MP-20 holds P1 CIFs: their crystals are those of crystal lines, as far as the choice of
     * origin allows.
     */
    @Test
    void readsTablesOfCifsLikeCrystalLines() throws IOException {
        Path lines = Files.writeString(
                directory.resolve("lines.jsonl"),
                CrystalJson.write(rockSalt(Element.Na)) + "\n"
                        + CrystalJson.write(rockSalt(Element.K)) + "\n");
        Path table = Files.writeString(
                directory.resolve("table.csv"),
                "material_id,formation_energy_per_atom,band_gap,e_above_hull,cif\n"
                        + row(rockSalt(Element.Na), 0)
                        + row(rockSalt(Element.K), 0.05)
                        + row(rockSalt(Element.Rb), 0.2));
        List<Crystal> fromLines = all(TrainingData.read(lines, 20, 20, 0.1, TOLERANCE));
        List<Crystal> fromTable = all(TrainingData.read(table, 20, 20, 0.1, TOLERANCE));
        assertThat(fromTable)
                .extracting(Crystal::composition)
                .isEqualTo(fromLines.stream().map(Crystal::composition).toList());
        assertThat(fromTable).extracting(Crystal::spaceGroup).containsOnly(SpaceGroup.of(225));
        assertThat(all(TrainingData.read(table, 1, 20, 0.1, TOLERANCE))).isEmpty();
        assertThat(all(TrainingData.read(table, 20, 1, 0.1, TOLERANCE))).isEmpty();
    }

    @Test
    void anEpochVisitsFilesAsOftenAsItIsTold() throws IOException {
        Path known = Files.writeString(
                directory.resolve("known.jsonl"), CrystalJson.write(rockSalt(Element.Na)) + "\n");
        Path grown = Files.writeString(
                directory.resolve("grown.jsonl"),
                Stream.of(Element.K, Element.Rb, Element.Cs)
                        .map(cation -> CrystalJson.write(rockSalt(cation)) + "\n")
                        .collect(Collectors.joining()));
        TrainingData once = TrainingData.read(known, 20, 20, 0.1, TOLERANCE);
        TrainingData others = TrainingData.read(grown, 20, 20, 0.1, TOLERANCE);
        TrainingData both = once.and(others, 3);
        assertThat(both.training())
                .hasSize(once.training().size() + 3 * others.training().size());
        assertThat(both.validation())
                .hasSize(once.validation().size() + others.validation().size());
    }

    /** What {@code expand} and {@code score} write, which is not what data sets write. */
    @Test
    void anEnergyOfOurOwnKeepsACrystalOutToo() throws IOException {
        String crystal = CrystalJson.write(rockSalt(Element.K)).toString();
        Path lines = Files.writeString(
                directory.resolve("grown.jsonl"),
                crystal.replaceFirst("\\{", "{\"energy_above_hull_ev_per_atom\":0.3,") + "\n"
                        + crystal.replaceFirst("\\{", "{\"energy_above_hull_ev_per_atom\":0.05,")
                        + "\n");
        TrainingData data = TrainingData.read(lines, 20, 20, 0.1, TOLERANCE);
        assertThat(Stream.concat(data.training().stream(), data.validation().stream())
                        .map(Example::energyAboveHullEvPerAtom))
                .containsExactly(OptionalDouble.of(0.05));
    }

    @Test
    void namesTheRowThatIsNoCrystal() throws IOException {
        Path table =
                Files.writeString(directory.resolve("bad.csv"), "e_above_hull,cif\n0,data_x\n");
        assertThatThrownBy(() -> TrainingData.read(table, 20, 20, 0.1, TOLERANCE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bad.csv row 1");
    }

    private static List<Crystal> all(TrainingData data) {
        return Stream.concat(data.training().stream(), data.validation().stream())
                .map(Example::crystal)
                .toList();
    }

    @Test
    void whatTheDataSayOfACrystalIsKept() throws IOException {
        String crystal = CrystalJson.write(rockSalt(Element.K)).toString();
        Path lines = Files.writeString(
                directory.resolve("known.jsonl"),
                crystal.replaceFirst("\\{", "{\"e_above_hull\":0.04,\"band_gap\":5.1,") + "\n"
                        + crystal + "\n");
        TrainingData data = TrainingData.read(lines, 20, 20, 0.1, TOLERANCE);
        List<Example> examples = Stream.concat(data.training().stream(), data.validation().stream())
                .toList();
        assertThat(examples.get(0).conditions().given()).containsExactly(Condition.values());
        assertThat(examples.get(0).bandGapEv()).hasValue(5.1);
        assertThat(examples.get(1).conditions().given())
                .containsExactly(Condition.SYSTEM, Condition.FORMULA);
    }
}
