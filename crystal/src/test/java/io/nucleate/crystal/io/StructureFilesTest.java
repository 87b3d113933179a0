package io.nucleate.crystal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Fixtures;
import io.nucleate.crystal.Structure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

class StructureFilesTest {
    private static final String ROCK_SALT =
            "{\"space_group\":225,\"lattice\":[5.64,5.64,5.64,90,90,90],\"id\":7,"
                    + "\"sites\":[{\"element\":\"Na\",\"wyckoff\":\"a\",\"xyz\":[0,0,0]},"
                    + "{\"element\":\"Cl\",\"wyckoff\":\"b\",\"xyz\":[0.5,0.5,0.5]}]}";
    private static final InputStream NO_INPUT = InputStream.nullInputStream();

    @TempDir
    Path directory;

    private String file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content).toString();
    }

    private static List<StructureEntry> read(String... inputs) {
        return StructureFiles.read(List.of(inputs), NO_INPUT).toList();
    }

    @ParameterizedTest
    @EnumSource(StructureFormat.class)
    void writesWhatItReads(StructureFormat format) throws IOException {
        int number = 0;
        for (Crystal crystal : Fixtures.crystals()) {
            String named =
                    file(++number + "." + format.extension(), format.write(crystal, "c" + number));
            // Without the extension the content alone tells the format.
            String unnamed = file("x" + number, format.write(crystal, "c" + number));
            Structure expected = format == StructureFormat.CRYSTAL
                    ? crystal.primitiveStructure()
                    : crystal.structure();
            for (StructureEntry entry : read(named, unnamed)) {
                assertThat(entry.error()).isNull();
                Fixtures.assertSame(entry.structure(), expected, 1e-8);
                assertThat(entry.crystal())
                        .isEqualTo(format == StructureFormat.CRYSTAL ? crystal : null);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STRUCTURE", "CIF", "EXTXYZ"})
    void readsManyStructuresFromOneFile(StructureFormat format) throws IOException {
        StringBuilder text = new StringBuilder();
        List<Crystal> crystals = Fixtures.crystals().subList(0, 10);
        crystals.forEach(crystal -> text.append(format.write(crystal.primitiveStructure(), "c")));
        List<StructureEntry> entries = read(file("many." + format.extension(), text.toString()));
        assertThat(entries)
                .extracting(StructureEntry::index)
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        for (int i = 0; i < 10; i++) {
            Fixtures.assertSame(
                    entries.get(i).structure(), crystals.get(i).primitiveStructure(), 1e-8);
        }
    }

    /** What is known of a structure goes along, whatever characters it has. */
    @ParameterizedTest
    @EnumSource(names = {"CIF", "EXTXYZ"})
    void writesWhatElseIsKnown(StructureFormat format) throws IOException {
        Map<String, String> info = new LinkedHashMap<>();
        info.put("energy_ev_per_atom", "-3.25");
        info.put("potential", "chgnet-0.3.0");
        info.put("two words", "it's \"so\"\n#_ \\ é");
        info.put("Lattice", "loop_");
        Crystal crystal = Fixtures.crystals().get(0);
        String text =
                format.write(crystal, "c", info) + format.write(crystal.structure(), "d", info);
        assertThat(text)
                .contains(
                        format == StructureFormat.CIF
                                ? List.of(
                                        "\n_nucleate_energy_ev_per_atom -3.25\n",
                                        "\n_nucleate_potential chgnet-0.3.0\n",
                                        "\n_nucleate_two_words \"it's 'so' #_ \\ _\"\n",
                                        "\n_nucleate_Lattice 'loop_'\n")
                                : List.of(" energy_ev_per_atom=-3.25 potential=chgnet-0.3.0"
                                        + " two_words=\"it's 'so' #_ / é\"\n"));
        List<StructureEntry> entries = read(file("a." + format.extension(), text));
        assertThat(entries).hasSize(2);
        for (StructureEntry entry : entries) {
            assertThat(entry.error()).isNull();
            Fixtures.assertSame(entry.structure(), crystal.structure(), 1e-8);
        }
    }

    /** Each format names the file, the place in it and what to write instead. */
    @Test
    void everyFormatNamesFileAndPlace() throws IOException {
        String vasp = file("a.vasp", "c\n1\n1 0 0\n0 1 0\n0 0 1\nXx\n1\nDirect\n0 0 0\n");
        String flat = file("b.vasp", "c\n1\n1 0 0\n0 1 0\n1 1 0\nNa\n1\nDirect\n0 0 0\n");
        String xyz = file(
                "a.xyz",
                """
                1
                Lattice="4 0 0 0 4 0 0 0 4"
                Na 0 0 0
                1
                Lattice="4 0 0 0 4 0 0 0 4"
                Xx 0 0 0
                three
                """);
        String cif = file(
                "a.cif",
                StructureFormat.CIF
                        .write(Fixtures.crystals().get(0), "halite")
                        .replace("'-x,", "'-w,"));
        String table = file("a.csv", "id,cif\n1,\"open\n");
        String gz = Files.write(directory.resolve("a.jsonl.gz"), new byte[] {0x1f, (byte) 0x8b, 8})
                .toString();
        String lines = file(
                "a.jsonl", ROCK_SALT.replace("\"space_group\":225,", "").replace("sites", "s"));
        assertThat(read(vasp, flat, xyz, cif, table, gz, lines, directory.toString()))
                .extracting(StructureEntry::error)
                .filteredOn(Objects::nonNull)
                .satisfiesExactly(
                        error -> assertThat(error).startsWith(vasp + ": line 6: unknown element"),
                        error -> assertThat(error).startsWith(flat + ": lines 2 to 5: the scaled"),
                        error -> assertThat(error)
                                .startsWith(xyz + " frame 2: atom 1: unknown element 'Xx'; use"),
                        error -> assertThat(error)
                                .startsWith(xyz + ": frame 3: a frame starts with its number"),
                        error -> assertThat(error)
                                .startsWith(cif + " data_halite: symmetry operations: cannot read"),
                        error -> assertThat(error).startsWith(table).hasLineCount(1),
                        error -> assertThat(error).startsWith(gz + ": cut off or damaged"),
                        error -> assertThat(error).startsWith(lines + " line 1: neither a crystal"),
                        error -> assertThat(error).endsWith(": a directory; name the files in it"));
        InputStream input = new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8));
        assertThat(StructureFiles.read(List.of("-"), input).toList())
                .extracting(StructureEntry::error)
                .allSatisfy(error -> assertThat(error).startsWith("standard input line 1: "));
    }

    @Test
    void keepsUnknownFieldsForTheCaller() throws IOException {
        StructureEntry entry = read(file("a.jsonl", ROCK_SALT)).get(0);
        assertThat(entry.fields().get("id").intValue()).isEqualTo(7);
        assertThat(entry.structure().atomCount()).isEqualTo(2);
        assertThat(entry.crystal().atomCount()).isEqualTo(8);
    }

    @Test
    void aBadLineNamesItselfAndDoesNotStopTheOthers() throws IOException {
        String lines = String.join(
                "\n",
                ROCK_SALT,
                "",
                "not json",
                "[1]",
                "{\"id\":3}",
                ROCK_SALT.replace("Cl", "Xx"),
                ROCK_SALT.replace("\"b\"", "\"m\""),
                ROCK_SALT.replace("[0.5,0.5,0.5]", "[0.5,0.5,0.4]"),
                ROCK_SALT.replace("[0.5,0.5,0.5]", "[0.5,NaN,0.5]"),
                ROCK_SALT.replace("[0.5,0.5,0.5]", "[0.5,0.5]"),
                ROCK_SALT.replace("225", "231"),
                ROCK_SALT.replace("225", "\"Fm-3m\""),
                ROCK_SALT.replace("5.64,90", "-5.64,90"),
                ROCK_SALT.replace(",\"wyckoff\":\"b\"", ""),
                "{\"lattice_vectors\":[[1,0,0],[0,1,0],[1,1,0]],\"elements\":[\"H\"],\"frac\":[[0,0,0]]}",
                "{\"lattice_vectors\":[[1,0,0],[0,1,0],[0,0,1]],\"elements\":[\"H\"],\"frac\":[[0,0,0],[0,0,0.5]]}",
                ROCK_SALT);
        List<StructureEntry> entries =
                read(file("bad.jsonl", lines), directory.resolve("missing.cif").toString());
        assertThat(entries).hasSize(17);
        assertThat(entries.get(0).isError()).isFalse();
        assertThat(entries.get(15).isError()).isFalse();
        assertThat(entries.get(15).index()).isEqualTo(17);
        String[] reasons = {
            "line 3: not JSON",
            "line 4: not a JSON object",
            "line 5: neither a crystal",
            "line 6: \"sites\"[1]: unknown element 'Xx'; use",
            "line 7: space group 225 (Fm-3m) has no Wyckoff position 'm'; its letters end at 'l'",
            "line 8: Cl at (0.500000, 0.500000, 0.400000) is not on Wyckoff position 'b'",
            "line 9: \"sites\"[1]: fractional coordinate NaN of Cl",
            "line 10: \"sites\"[1] \"xyz\" must be an array of 3 numbers",
            "line 11: space group 231 is not in 1..230",
            "line 12: \"space_group\" is \"Fm-3m\"",
            "line 13: lattice length -5.64",
            "line 14: \"sites\"[1] \"wyckoff\" must be a string",
            "line 15: lattice vectors span no volume",
            "line 16: 1 elements for 2 positions",
        };
        for (int i = 0; i < reasons.length; i++) {
            assertThat(entries.get(i + 1).error())
                    .startsWith(entries.get(0).source())
                    .contains(reasons[i]);
        }
        assertThat(entries.get(1).fields()).isNull();
        assertThat(entries.get(3).fields().get("id").intValue()).isEqualTo(3);
        assertThat(entries.get(16).error()).endsWith("missing.cif: no such file");
    }

    @Test
    void readsStandardInputAndGzip() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(ROCK_SALT.getBytes(StandardCharsets.UTF_8));
        }
        String gz = Files.write(directory.resolve("a.jsonl.gz"), compressed.toByteArray())
                .toString();
        InputStream input = new ByteArrayInputStream(
                (ROCK_SALT + "\n" + ROCK_SALT).getBytes(StandardCharsets.UTF_8));
        List<StructureEntry> entries =
                StructureFiles.read(List.of(gz, "-"), input).toList();
        assertThat(entries).extracting(StructureEntry::source).containsExactly(gz, "-", "-");
        assertThat(entries).noneMatch(StructureEntry::isError);
    }

    /** The columns of MP-20's tables, one of them without a name. */
    @Test
    void readsTablesOfCifs() throws IOException {
        Crystal crystal = Fixtures.crystals().get(0);
        String cif = StructureFormat.CIF.write(crystal.structure(), "c").replace("\"", "\"\"");
        String table = ",material_id,formation_energy_per_atom,elements,e_above_hull,cif\n"
                + "0,mp-1,-1.25,\"['Na', 'Cl']\",0.02,\"" + cif + "\"\n"
                + "1,mp-2,-1.5,[],,data_nothing\n"
                + "2,mp-3,1,[],0,\"" + cif + "\"\n";
        List<StructureEntry> entries =
                read(file("train.csv", table), file("other.csv", "a,b\n1,2\n"));
        assertThat(entries).extracting(StructureEntry::index).containsExactly(1, 2, 3, 0);
        assertThat(entries.get(1).error()).contains("train.csv row 2: no data block has a cell");
        assertThat(entries.get(3).error()).contains("other.csv: no column 'cif' but [a, b]");
        StructureEntry first = entries.get(0);
        Fixtures.assertSame(first.structure(), crystal.structure(), 1e-6);
        assertThat(first.fields().get("material_id").textValue()).isEqualTo("mp-1");
        assertThat(first.fields().get("e_above_hull").doubleValue()).isEqualTo(0.02);
        assertThat(first.fields().has("cif")).isFalse();
        Fixtures.assertSame(CrystalJson.readStructure(first.fields()), first.structure(), 1e-9);
    }

    @Test
    void givesEveryEntryAsACrystal() throws IOException {
        Crystal rockSalt = read(file("a.jsonl", ROCK_SALT)).get(0).crystal(0.01);
        assertThat(rockSalt.sites()).hasSize(2);
        String p1 = StructureFormat.CIF.write(rockSalt.structure(), "c");
        Crystal found = read(file("a.cif", p1)).get(0).crystal(0.01);
        assertThat(found.spaceGroup()).isEqualTo(rockSalt.spaceGroup());
        assertThat(found.composition()).isEqualTo(rockSalt.composition());
        assertThatThrownBy(() -> read("missing.cif").get(0).crystal(0.01))
                .hasMessageContaining("no such file");
    }

    @Test
    void tellsWhatItCannotRecognise() throws IOException {
        assertThat(read(file("a", "hello"), file("b", " \n"), directory.toString()))
                .extracting(StructureEntry::error)
                .satisfiesExactly(
                        error -> assertThat(error)
                                .contains("neither JSON lines, CIF, POSCAR nor extended XYZ"),
                        error -> assertThat(error).endsWith("b: empty"),
                        error -> assertThat(error).startsWith(directory.toString()));
    }

    @Test
    void refusesToInventSymmetry() {
        Structure structure = Fixtures.crystals().get(0).structure();
        assertThatThrownBy(() -> StructureFormat.CRYSTAL.write(structure, "c"))
                .hasMessageContaining("symmetry of c is not known");
        assertThatThrownBy(() -> StructureFormat.of("pdb"))
                .hasMessageContaining("use crystal, structure, cif, poscar, extxyz");
        assertThat(StructureFormat.of("cif")).isEqualTo(StructureFormat.CIF);
    }
}
