package io.nucleate.energy.hull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Composition;
import io.nucleate.energy.FlatPotential;

import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

class ReferenceBuilderTest {
    private static final String HALITE =
            """
            {"material_id":"mp-22862","space_group":225,"lattice":[5.64,5.64,5.64,90,90,90],"sites":[\
            {"element":"%s","wyckoff":"a","xyz":[0,0,0]},{"element":"%s","wyckoff":"b","xyz":[0.5,0.5,0.5]}]%s}
            """;

    /** A computed entry as pymatgen writes it, and as the Alexandria database has it. */
    private static final String ENTRY =
            """
            {"@class":"ComputedStructureEntry","energy":-1.0,"entry_id":"x","composition":{"Na":1.0,"Cl":1.0},
             "data":{"mat_id":"agm%d","formula":"%s","e_form":%s,"e_above_hull":%s,"energy_corrected":-7.1},
             "structure":{"lattice":{"matrix":[[0,2.82,2.82],[2.82,0,2.82],[2.82,2.82,0]]},"sites":[
              {"species":[{"element":"Na","occu":1}],"abc":[0,0,0],"properties":{"magmom":0}},
              {"species":[{"element":"Cl","occu":%s}],"abc":[0.5,0.5,0.5]}]}}""";

    @TempDir
    Path directory;

    private final List<String> errors = new ArrayList<>();

    private Path output() {
        return directory.resolve("reference.avro");
    }

    private ReferenceBuilder ofSource() {
        ReferenceOrigin origin = ReferenceOrigin.ofSource("mp2020", List.of(), List.of("Made up."));
        return ReferenceBuilder.ofSource(origin, output(), errors::add);
    }

    private ReferenceBuilder ofPotential(FlatPotential potential) throws IOException {
        return ReferenceBuilder.ofPotential(
                potential,
                ElementalReferences.named("mp"),
                List.of(),
                List.of(),
                output(),
                errors::add);
    }

    private static InputStream stream(String content) {
        return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
    }

    private static String halite(String cation, String anion, String fields) {
        return HALITE.formatted(cation, anion, fields);
    }

    private List<ReferencePhase> phases() throws IOException {
        try (InputStream written = Files.newInputStream(output())) {
            return ReferenceFile.read("reference", written).phases();
        }
    }

    @Test
    void badRowsAreReportedByLineAndCounted() throws IOException {
        String csv =
                """
                # A comment.
                material_id,formula,formation_energy_per_atom,e_above_hull
                mp-1,NaCl,-2.1,0
                mp-2,NaXx,-2,0
                mp-3,KCl,much,0
                mp-4,KCl,-2.2
                mp-5,CsCl,-2.3,-1
                "mp,6",CsCl,-2.25,
                """;
        try (ReferenceBuilder builder = ofSource()) {
            builder.read("phases.csv", stream(csv));
            ReferenceBuilder.Summary summary = builder.write("salts");
            assertThat(summary)
                    .isEqualTo(new ReferenceBuilder.Summary(summary.reference(), 6, 4, 2, 2, 2));
        }
        assertThat(errors).hasSize(4);
        assertThat(String.join("\n", errors))
                .contains("line 4", "line 5", "line 6", "line 7", "Xx", "much");
        assertThat(phases()).extracting(phase -> phase.id().get()).containsExactly("mp-1", "mp,6");
        ReferenceOrigin origin = HullReference.read(output()).origin();
        assertThat(origin.rows()).isEqualTo(6);
        assertThat(origin.rejected()).isEqualTo(4);
        assertThat(origin.provenance().get(0)).isEqualTo("Made up.");
        assertThat(origin.provenance().get(1)).matches("From phases.csv, SHA-256 [0-9a-f]{64}\\.");
    }

    @Test
    void jsonLinesOfOursAndOfTheMaterialsProjectAreRead() throws IOException {
        String lines =
                halite("Na", "Cl", ",\"formation_energy_per_atom\":-2.0,\"e_above_hull\":0.1")
                                .strip()
                        + "\n\n"
                        + "{\"material_id\":\"mp-2\",\"formula_pretty\":\"KCl\",\"formation_energy_per_atom\":-2.2,"
                        + "\"energy_above_hull\":null}\n"
                        + halite("Rb", "Cl", "")
                        + "rubbish\n";
        try (ReferenceBuilder builder = ofSource()) {
            builder.read("materials.jsonl", stream(lines));
            builder.write("salts");
        }
        assertThat(phases())
                .containsExactly(
                        new ReferencePhase(
                                new Phase("NaCl", -2.1),
                                OptionalDouble.empty(),
                                false,
                                Optional.empty(),
                                Optional.empty()),
                        new ReferencePhase(
                                new Phase("KCl", -2.2),
                                OptionalDouble.empty(),
                                true,
                                Optional.of("mp-2"),
                                Optional.empty()));
        assertThat(errors).hasSize(2);
        assertThat(errors.get(0)).contains("line 4", "--potential");
        assertThat(errors.get(1)).contains("line 5", "JSON");
    }

    @Test
    void dumpsOfEntriesAreReadCompressed() throws IOException {
        String dump = "{\"@module\":\"x\",\"entries\":["
                + String.join(
                        ",",
                        String.format(Locale.ROOT, ENTRY, 1, "Na1 Cl1", "-2.1", "0.0", "1"),
                        String.format(Locale.ROOT, ENTRY, 2, "KCl", "\"?\"", "0.0", "1"),
                        String.format(Locale.ROOT, ENTRY, 3, "KCl", "-2.2", "0.0", "0.5"))
                + "]}";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (BZip2CompressorOutputStream bzip2 = new BZip2CompressorOutputStream(bytes)) {
            bzip2.write(dump.getBytes(StandardCharsets.UTF_8));
        }
        try (ReferenceBuilder builder = ofSource()) {
            builder.read("alexandria_000.json.bz2", new ByteArrayInputStream(bytes.toByteArray()));
            builder.write("alexandria");
        }
        assertThat(phases()).extracting(phase -> phase.id().get()).containsExactly("agm1", "agm3");
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0)).contains("entry 2", "e_form");

        errors.clear();
        try (ReferenceBuilder builder = ofPotential(new FlatPotential(-1.5))) {
            builder.read("alexandria_000.json.bz2", new ByteArrayInputStream(bytes.toByteArray()));
            assertThat(builder.write("flat").vertices()).isEqualTo(1);
        }
        assertThat(errors).hasSize(2);
        assertThat(errors.get(1)).contains("entry 3", "whole atom");

        try (ReferenceBuilder builder = ofSource()) {
            assertThatThrownBy(() ->
                            builder.read("cut.json", stream(dump.substring(0, dump.length() - 40))))
                    .hasMessageContaining("cut.json is damaged after entry 2");
        }
    }

    @Test
    void thePotentialEvaluatesTheStructures() throws IOException {
        String poscar =
                "halite\n1\n0 2.82 2.82\n2.82 0 2.82\n2.82 2.82 0\nNa Cl\n1 1\nDirect\n0 0 0\n.5"
                        + " .5 .5\n";
        String lines = halite("K", "Cl", ",\"formation_energy_per_atom\":-9,\"e_above_hull\":0.1")
                + halite("Na", "Ne", "") + halite("Es", "Cl", "") + "{\"formula\":\"RbCl\"}\n";
        FlatPotential potential = new FlatPotential(-1.5);
        try (ReferenceBuilder builder = ofPotential(potential)) {
            builder.read("halite.vasp", stream(poscar));
            builder.read("salts.jsonl", stream(lines));
            ReferenceBuilder.Summary summary = builder.write("flat");
            assertThat(summary.rows()).isEqualTo(5);
            assertThat(summary.rejected()).isEqualTo(3);
        }
        assertThat(String.join("\n", errors))
                .contains("line 2: neon", "line 3", "Es", "line 4: no structure");
        HullReference reference = HullReference.read(output());
        assertThat(reference.origin().objection("flat-1")).isEmpty();
        assertThat(reference.origin().objection("chgnet-0.3.0")).isPresent();
        assertThat(reference.origin().elementalReferences()).contains("mp");
        assertThat(phases()).hasSize(2).allSatisfy(phase -> {
            assertThat(phase.formationEnergyEvPerAtom()).isCloseTo(-1.5, within(1e-6));
            assertThat(phase.energyEvPerAtom()).isPresent();
            assertThat(phase.structureHash().get()).hasSize(16);
        });
        assertThat(output().resolveSibling("reference.avro.part")).doesNotExist();
    }

    /**
     * The journal has the energies that were computed, even if its last block was cut off. They are
     * not computed again.
     */
    @Test
    void anInterruptedBuildContinues() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            lines.append(halite("Na", "Cl", "").replace("5.64", String.valueOf(5.5 + i / 1000.0)));
        }
        FlatPotential first = new FlatPotential(-1.5);
        try (ReferenceBuilder builder = ofPotential(first)) {
            String broken = lines + halite("Na", "Xe", "");
            assertThatThrownBy(() -> builder.read("salts.jsonl", stream(broken)))
                    .isInstanceOf(IllegalStateException.class);
        }
        Path part = output().resolveSibling("reference.avro.part");
        byte[] journal = Files.readAllBytes(part);
        Files.write(part, Arrays.copyOf(journal, journal.length - 10));

        FlatPotential second = new FlatPotential(-1.5);
        try (ReferenceBuilder builder = ofPotential(second)) {
            builder.read("salts.jsonl", stream(lines.toString()));
            assertThat(builder.write("flat").rows()).isEqualTo(100);
        }
        assertThat(second.asked()).as("two whole blocks of three survive").hasSize(100 - 64);
        assertThat(new ConvexHull(HullReference.read(output()))
                        .decompose(Composition.parse("NaCl"))
                        .energyEvPerAtom())
                .isCloseTo(-1.5, within(1e-6));
    }

    @Test
    void aJournalOfOtherEnergiesIsRefused() throws IOException {
        ofPotential(new FlatPotential(-1.5)).close();
        assertThatThrownBy(() -> ReferenceBuilder.ofPotential(
                        new FlatPotential(-1.5),
                        ElementalReferences.named("chgnet"),
                        List.of(),
                        List.of(),
                        output(),
                        errors::add))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reference.avro.part")
                .hasMessageContaining("delete it");
    }

    /** The table has the format of MP-20. */
    @Test
    void aTableOfCifsAndAnotherReferenceAreMerged() throws IOException {
        String table =
                """
                material_id,formation_energy_per_atom,band_gap,e_above_hull,cif
                mp-22862,-2.1,5.0,0.0,"data_NaCl
                _cell_length_a 3.99
                _cell_length_b 3.99
                _cell_length_c 3.99
                _cell_angle_alpha 60
                _cell_angle_beta 60
                _cell_angle_gamma 60
                loop_
                 _atom_site_type_symbol
                 _atom_site_label
                 _atom_site_fract_x
                 _atom_site_fract_y
                 _atom_site_fract_z
                 Na Na1 0 0 0
                 Cl Cl1 0.5 0.5 0.5
                "
                """;
        try (ReferenceBuilder builder = ofSource()) {
            builder.read("train.csv", stream(table));
            builder.write("first");
        }
        byte[] first = Files.readAllBytes(output());
        try (ReferenceBuilder builder = ofSource()) {
            builder.read("first.avro", new ByteArrayInputStream(first));
            builder.read("own.csv", stream("formula,formation_energy_ev_per_atom\nKCl,-2.2\n"));
            assertThat(builder.write("both").vertices()).isEqualTo(2);
        }
        assertThat(errors).isEmpty();
        assertThat(phases())
                .extracting(phase -> phase.phase().formula())
                .containsExactly("NaCl", "KCl");
        assertThat(HullReference.read(output()).origin().provenance())
                .as("whose data it was stays known")
                .anyMatch(line -> line.startsWith("From train.csv"))
                .anyMatch(line -> line.startsWith("From own.csv"));
        ReferenceOrigin other = ReferenceOrigin.ofSource("pbesol", List.of(), List.of());
        try (ReferenceBuilder builder = ReferenceBuilder.ofSource(other, output(), errors::add)) {
            assertThatThrownBy(builder::readShipped)
                    .hasMessageContaining("mp2020")
                    .hasMessageContaining("pbesol");
        }
    }

    @Test
    void aBuildWithoutUsableRowsIsRefused() throws IOException {
        try (ReferenceBuilder builder = ofSource()) {
            builder.read("p.csv", stream("formula,formation_energy_ev_per_atom\nNaCl,0.5\n"));
            assertThatThrownBy(() -> builder.write("none")).hasMessageContaining("1 rows");
        }
        assertThat(output()).doesNotExist();
    }
}
