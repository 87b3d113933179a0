package io.nucleate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.io.CrystalJson;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The verbs hull, reference and score. */
class ScoringVerbsTest extends VerbTest {
    private static final String HALITE =
            """
            {"space_group":225,"lattice":[5.64,5.64,5.64,90,90,90],"name":"halite",\
            "sites":[{"element":"Na","wyckoff":"a","xyz":[0,0,0]},{"element":"Cl","wyckoff":"b","xyz":[0.5,0.5,0.5]}]}
            """;

    private Path phases() throws IOException {
        return file(
                "phases.csv",
                """
                formula,formation_energy_ev_per_atom,energy_above_hull_ev_per_atom
                NaCl,-2.0,0
                NaCl3,-0.5,0.5
                Na2(SO4),-2.0,
                """);
    }

    @Test
    void hullMeasuresLinesAndNamesWhatFails() throws IOException {
        Path input = file(
                "in.jsonl",
                """
                {"formula":"NaCl3","formation_energy_ev_per_atom":-1.25,"id":7}

                {"formula":"Nacl","formation_energy_ev_per_atom":-1}
                {"formula":"NaCl"}
                """);
        assertThat(run("hull", "--phases", phases(), input)).isEqualTo(1);
        ObjectNode first = lines().get(0);
        assertThat(first.get("energy_above_hull_ev_per_atom").doubleValue())
                .isCloseTo(-0.25, within(1e-12));
        assertThat(first.get("decomposition").get("NaCl").doubleValue())
                .isCloseTo(0.5, within(1e-12));
        assertThat(first.get("decomposition").get("Cl2").doubleValue())
                .isCloseTo(0.5, within(1e-12));
        assertThat(first.get("id").intValue()).isEqualTo(7);
        assertThat(first.has("warnings")).isFalse();
        assertThat(err.toString()).startsWith("error: 2 of 3 inputs failed\n").hasLineCount(3);
        assertThat(lines().get(1).get("error").textValue()).contains("line 3", "Nacl");
        assertThat(lines().get(2).get("error").textValue())
                .contains("line 4", "formation_energy_ev_per_atom");
        assertThat(lines()).hasSize(3);
    }

    @Test
    void hullWarnsWhereItsDistanceSaysLittle() throws IOException {
        Path input = file(
                "in.jsonl",
                """
                {"formula":"NaCl3","formation_energy_ev_per_atom":-2.5}
                {"formula":"KBr","formation_energy_ev_per_atom":-0.1}
                """);
        assertThat(run("hull", "--phases", phases(), input)).isZero();
        assertThat(lines())
                .extracting(line -> line.get("warnings").get(0).textValue())
                .satisfiesExactly(
                        warning -> assertThat(warning).startsWith("implausible-energy: 1.500 eV"),
                        warning -> assertThat(warning)
                                .startsWith(
                                        "sparse-reference: the hull of K-Br stands on 0 known"));
    }

    @Test
    void hullWithoutItsFilesIsOneLineAndCode1() {
        assertThat(run("hull", "--phases", directory.resolve("none.csv"), "-")).isEqualTo(1);
        assertThat(run("hull", directory.resolve("none.jsonl"))).isEqualTo(1);
        assertThat(err.toString()).contains("none.csv", "none.jsonl").hasLineCount(2);
        assertThat(out.toString()).isEmpty();
    }

    /** Two salts that differ in their anion share the place of sodium's partner. */
    @Test
    void referenceLikenessCountsSharedPlaces() throws IOException {
        Path file = directory.resolve("salts.jsonl");
        String salt = "{\"space_group\":225,\"lattice\":[5.6,5.6,5.6,90,90,90],\"sites\":["
                + "{\"element\":\"Na\",\"wyckoff\":\"a\",\"xyz\":[0,0,0]},"
                + "{\"element\":\"%s\",\"wyckoff\":\"b\",\"xyz\":[0.5,0.5,0.5]}],"
                + "\"e_above_hull\":%s}%n";
        Files.writeString(
                file,
                String.format(Locale.ROOT, salt, "Cl", "0")
                        + String.format(Locale.ROOT, salt, "Br", "0.05")
                        + String.format(Locale.ROOT, salt, "F", "0.2"));
        Path places = directory.resolve("places.txt");
        assertThat(run("reference", "likeness", file, "--provenance", "Made up.", "-o", places))
                .as(err::toString)
                .isZero();
        assertThat(lines().get(0).get("crystals").intValue()).isEqualTo(2);
        assertThat(Files.readAllLines(places))
                .containsExactly("# Made up.", "Na 2", "Cl 1 Br:1", "Br 1 Cl:1");
    }

    @Test
    void referenceBuildsWhatHullReads() throws IOException {
        Path reference = directory.resolve("salts.avro");
        assertThat(run("reference", "build", phases(), "--provenance", "Made up.", "-o", reference))
                .isZero();
        ObjectNode built = lines().get(0);
        assertThat(built.get("vertices").intValue()).isEqualTo(2);
        assertThat(built.get("rejected").intValue()).isZero();
        assertThat(built.get("reference").textValue()).startsWith("salts@");
        assertThat(run("reference", "inspect", reference)).isZero();
        ObjectNode inspected = lines().get(1);
        assertThat(inspected.get("provenance").get(0).textValue()).isEqualTo("Made up.");
        assertThat(inspected.get("reference")).isEqualTo(built.get("reference"));
        assertThat(inspected.get("energies").textValue()).isEqualTo("mp2020");
        assertThat(inspected.get("compatible_with"))
                .as("besides those that mp2020 implies")
                .isEmpty();
        Path query =
                file("q.jsonl", "{\"formula\":\"NaCl3\",\"formation_energy_ev_per_atom\":0}\n");
        assertThat(run("hull", "--hull-reference", reference, query)).isZero();
        assertThat(lines().get(2).get("energy_above_hull_ev_per_atom").doubleValue())
                .isCloseTo(1, within(1e-9));
        assertThat(lines().get(2).get("reference_phases").intValue()).isEqualTo(1);
    }

    /** A reference of a potential's own energies, and a warning where a hull of others is used. */
    @Test
    void aPotentialAndItsHullBelongTogether() throws IOException {
        Path crystals = file("c.jsonl", HALITE + HALITE.replace("Na", "Xx"));
        Path own = directory.resolve("own.avro");
        assertThat(run(
                        "reference",
                        "build",
                        crystals,
                        "--potential",
                        "chgnet",
                        "--device",
                        "cpu",
                        "--provenance",
                        "Made up.",
                        "-o",
                        own))
                .isEqualTo(1);
        assertThat(err.toString()).contains("line 2", "Xx").hasLineCount(1);
        Path query = file("halite.jsonl", HALITE);
        assertThat(run("score", "--device", "cpu", "--hull-reference", own, query))
                .isZero();
        assertThat(err.toString()).hasLineCount(1);
        assertThat(lines().get(1).get("energy_above_hull_ev_per_atom").doubleValue())
                .isCloseTo(0, within(1e-5));

        Path foreign = directory.resolve("foreign.avro");
        assertThat(run(
                        "reference",
                        "build",
                        phases(),
                        "--energies",
                        "pbesol",
                        "--provenance",
                        "Made up.",
                        "-o",
                        foreign))
                .isZero();
        assertThat(run("score", "--device", "cpu", "--hull-reference", foreign, query))
                .isZero();
        assertThat(err.toString()).contains("warning", "pbesol", "chgnet-0.3.0").hasLineCount(2);
    }

    @Test
    void theShippedReferenceStatesItsLicence() {
        assertThat(run("reference", "inspect")).isZero();
        assertThat(out.toString()).contains("Materials Project", "CC BY 4.0");
    }

    @Test
    void scoreEvaluatesStructuresAndNamesWhatFails() throws IOException {
        Path crystals = file("c.jsonl", HALITE + HALITE.replace("5.64", "56.4") + "rubbish\n");
        Path poscar = file(
                "halite.vasp",
                "halite\n1\n0 2.82 2.82\n2.82 0 2.82\n2.82 2.82 0\nNa Cl\n1 1\nDirect\n0 0 0\n.5"
                        + " .5 .5\n");
        assertThat(run("score", "--device", "cpu", crystals, poscar)).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("error: 2 of 4 inputs failed\n")
                .contains("1x atom 0 (Na) has no neighbour", "c.jsonl line 2)", "1x not JSON")
                .hasLineCount(3);
        assertThat(lines()).hasSize(4);
        ObjectNode halite = lines().get(0);
        assertThat(halite.get("name").textValue()).isEqualTo("halite");
        assertThat(halite.get("formula").textValue()).isEqualTo("NaCl");
        assertThat(halite.get("energy_above_hull_ev_per_atom").doubleValue())
                .isCloseTo(0, within(0.05));
        assertThat(halite.get("formation_energy_ev_per_atom").doubleValue())
                .isCloseTo(-2.1, within(0.05));
        assertThat(halite.get("band_gap_ev").doubleValue()).isCloseTo(5, within(1.2));
        assertThat(halite.get("band_gap_uncertainty_ev").doubleValue()).isBetween(0.0, 1.2);
        assertThat(halite.get("dielectric_electronic").doubleValue()).isCloseTo(2.4, within(0.6));
        assertThat(halite.get("dielectric_electronic_uncertainty").doubleValue())
                .isBetween(0.0, 0.6);
        assertThat(halite.get("forces_ev_per_angstrom")).hasSize(2);
        assertThat(halite.get("structure").get("elements")).hasSize(2);
        assertThat(halite.get("stress_gpa")).hasSize(3);
        assertThat(halite.get("decomposition").get("NaCl").doubleValue()).isEqualTo(1);
        assertThat(halite.get("potential").textValue()).isEqualTo("chgnet-0.3.0");
        assertThat(lines().get(1).get("error").textValue()).contains("neighbour");
        assertThat(lines().get(2).get("error").textValue()).contains("line 3");
        assertThat(lines().get(3).get("source").textValue()).endsWith("halite.vasp");
        assertThat(lines().get(3).get("energy_ev_per_atom").doubleValue())
                .isCloseTo(halite.get("energy_ev_per_atom").doubleValue(), within(1e-5));
    }

    private static final String POSCAR =
            "halite\n1\n0 2.7 2.7\n2.7 0 2.7\n2.7 2.7 0\nNa Cl\n1 1\nDirect\n0 0 0\n.5 .5 .5\n";

    @Test
    void scoreRelaxesWithinTheSpaceGroup() throws IOException {
        Path crystals =
                file("c.jsonl", HALITE.replace("5.64", "5.4") + HALITE.replace("5.64", "56.4"));
        assertThat(run(
                        "score",
                        "--device",
                        "cpu",
                        "--relax",
                        crystals,
                        file("halite.vasp", POSCAR)))
                .isEqualTo(1);
        assertThat(lines()).hasSize(3);
        ObjectNode halite = lines().get(0);
        assertThat(halite.get("converged").booleanValue()).isTrue();
        assertThat(halite.get("relaxation").textValue()).isEqualTo("symmetric");
        assertThat(halite.get("steps").intValue()).isBetween(1, 20);
        assertThat(halite.get("space_group").intValue()).isEqualTo(225);
        assertThat(halite.get("lattice").get(0).doubleValue()).isBetween(5.6, 5.8);
        assertThat(halite.get("name").textValue()).isEqualTo("halite");
        assertThat(halite.get("energy_ev_per_atom").doubleValue())
                .isLessThan(halite.get("initial_energy_ev_per_atom").doubleValue());
        assertThat(halite.get("stress_max_gpa").doubleValue()).isLessThan(0.5);
        assertThat(halite.get("structure").get("elements"))
                .hasSameSizeAs(halite.get("forces_ev_per_angstrom"));
        assertThat(lines().get(1).get("error").textValue()).contains("neighbour");
        assertThat(lines().get(2).get("space_group").intValue())
                .as("the symmetry found in the atoms")
                .isEqualTo(225);
        assertThat(lines().get(2).get("energy_ev_per_atom").doubleValue())
                .isCloseTo(halite.get("energy_ev_per_atom").doubleValue(), within(1e-3));
    }

    @Test
    void scoreTellsItsFieldsFromThoseOfTheInput() throws IOException {
        String input = HALITE.replace(
                "\"name\"", "\"formation_energy_per_atom\":-2.1,\"error\":\"old\",\"name\"");
        Path scored = file("scored.jsonl", "");
        assertThat(run("score", "--device", "cpu", file("c.jsonl", input), "-o", scored))
                .isZero();
        assertThat(out.toString()).isEmpty();
        assertThat(run("score", "--device", "cpu", scored)).isZero();
        ObjectNode line = lines().get(0);
        assertThat(line.get("computed"))
                .extracting(JsonNode::textValue)
                .contains("formation_energy_ev_per_atom", "structure", "potential")
                .doesNotContain("formation_energy_per_atom", "name", "computed", "space_group");
        assertThat(line.get("formation_energy_per_atom").doubleValue()).isEqualTo(-2.1);
        assertThat(line.has("error") || line.has("warnings") || line.has("found_space_group"))
                .isFalse();
        line.remove("computed");
        ObjectNode once = CrystalJson.parse(Files.readString(scored));
        once.remove("computed");
        assertThat(line).as("scoring again changes nothing").isEqualTo(once);
    }

    @Test
    void scoreWarnsOfDoubtfulEnergies() throws IOException {
        Path crystals = file(
                "c.jsonl",
                HALITE
                        + """
                        {"lattice_vectors":[[4,0,0],[0,4,0],[0,0,4]],"elements":["Na","Cl"],"frac":[[0,0,0],[0,0,0.005]]}
                        {"space_group":229,"lattice":[2.87,2.87,2.87,90,90,90],"sites":[{"element":"Fe","wyckoff":"a","xyz":[0,0,0]}]}
                        {"space_group":225,"lattice":[7.4,7.4,7.4,90,90,90],"sites":[{"element":"Sm","wyckoff":"a","xyz":[0,0,0]},\
                        {"element":"Sm","wyckoff":"b","xyz":[0.5,0.5,0.5]},{"element":"Hg","wyckoff":"c","xyz":[0.25,0.25,0.25]}]}
                        """);
        assertThat(run("score", "--device", "cpu", crystals)).isZero();
        assertThat(lines().get(0).has("warnings")).isFalse();
        assertThat(lines().get(1).get("warnings")).hasSize(1);
        assertThat(lines().get(1).get("warnings").get(0).textValue())
                .startsWith("atoms-too-close: the shortest distance is 0.020 angstrom");
        assertThat(lines().get(2).get("warnings").get(0).textValue())
                .startsWith("single-element: ");
        assertThat(lines().get(3).get("found_space_group").intValue()).isEqualTo(221);
        assertThat(lines().get(3).get("computed"))
                .extracting(JsonNode::textValue)
                .contains("found_space_group");
        forgetOutput();
        assertThat(run("score", "--device", "cpu", "--relax", "--max-steps", "1", crystals))
                .isEqualTo(1);
        assertThat(lines().get(0).get("warnings").get(0).textValue())
                .startsWith("not-converged: after 1 steps");
    }

    @Test
    void scoredStructuresCanBeTakenIntoOtherPrograms() throws IOException {
        Path crystals = file("c.jsonl", HALITE + HALITE.replace("5.64", "56.4") + HALITE);
        assertThat(run("score", "--device", "cpu", "--format", "extxyz", crystals))
                .isEqualTo(1);
        assertThat(err.toString()).startsWith("error: 1 of 3 inputs failed: ").hasLineCount(1);
        assertThat(out.toString().lines().filter(line -> line.startsWith("Lattice=")))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .contains(
                                " name=halite ",
                                " energy_ev_per_atom=-3.6",
                                " energy_above_hull_ev_per_atom=0.0",
                                " potential=chgnet-0.3.0"));
        Path files = Files.createDirectory(directory.resolve("files"));
        assertThat(run("score", "--device", "cpu", "--format", "cif", "-o", files, crystals))
                .isEqualTo(1);
        assertThat(files.toFile().list())
                .as("numbered as in the input")
                .containsExactlyInAnyOrder("nucleate-000001.cif", "nucleate-000003.cif");
        assertThat(files.resolve("nucleate-000003.cif"))
                .content()
                .contains(
                        "\n_nucleate_name halite\n",
                        "\n_nucleate_energy_above_hull_ev_per_atom 0.0",
                        "\n_space_group_IT_number 225\n");
        assertThat(run("score", "--format", "poscar", crystals)).isEqualTo(2);
    }

    @Test
    void theSoakEvaluatesAsManyStructuresAsAsked() throws IOException {
        assertThat(run(
                        "bench",
                        "--only",
                        "SOAK",
                        "--evaluations",
                        "20",
                        "--device",
                        "cpu",
                        "--structures",
                        file("c.jsonl", HALITE)))
                .isZero();
        ObjectNode report = lines().get(0);
        assertThat(report.get("soak.structures").intValue()).as("whole batches").isEqualTo(32);
        assertThat(report.get("soak.failures").intValue()).isZero();
        assertThat(report.get("soak.structuresPerSecond").doubleValue()).isPositive();
        assertThat(report.get("soak.residentMb").intValue()).isPositive();
    }

    @Test
    void scoreRelaxesEveryAtomWhereAsked() throws IOException {
        assertThat(run(
                        "score",
                        "--device",
                        "cpu",
                        "--relax",
                        "--unconstrained",
                        file("halite.vasp", POSCAR)))
                .isZero();
        ObjectNode line = lines().get(0);
        assertThat(line.get("relaxation").textValue()).isEqualTo("unconstrained");
        assertThat(line.get("converged").booleanValue()).isTrue();
        assertThat(line.has("space_group")).isFalse();
        assertThat(CrystalJson.readStructure(line).volume()).isBetween(43.0, 49.0);
    }

    @Test
    void howToRelaxWithoutRelaxingIsMisuse() {
        assertThat(run("score", "--unconstrained", "-")).isEqualTo(2);
        assertThat(run("score", "--relax", "--fmax", "0", "-")).isEqualTo(2);
        assertThat(err.toString()).contains("add --relax", "positive bound");
    }

    @Test
    void scoreWithAnUnknownPotentialSaysWhichThereAre() {
        assertThat(run("score", "--potential", "crystal-ball", "-")).isEqualTo(1);
        assertThat(err.toString()).contains("crystal-ball", "chgnet").hasLineCount(1);
    }

    @Test
    void aPropertyIsTaughtMeasuredAndReadBack() throws IOException {
        StringBuilder lines = new StringBuilder(HALITE);
        for (int i = 0; i < 24; i++) {
            String salt = HALITE.replace("5.64", Double.toString(5 + i / 10.0))
                    .replace("Cl", List.of("F", "Cl", "Br", "I").get(i % 4))
                    .replace("Na", List.of("Li", "Na", "K").get(i % 3));
            lines.append(salt.replace("\"name\"", "\"band_gap\":2.5,\"name\""));
        }
        Path readout = directory.resolve("gap.safetensors");
        assertThat(run(
                        "train-property",
                        "band-gap",
                        file("salts.jsonl", lines.toString()),
                        "-o",
                        readout,
                        "--provenance",
                        "Made up.",
                        "--device",
                        "cpu",
                        "--folds",
                        "2",
                        "--epochs",
                        "40",
                        "--batch-size",
                        "4"))
                .isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(lines()).hasSize(3);
        assertThat(lines().get(0).get("held_out_by").textValue()).isEqualTo("chemical-system");
        assertThat(lines().get(0).get("structures").intValue()).isEqualTo(24);
        assertThat(lines().get(0).get("chemical_systems").intValue()).isEqualTo(12);
        assertThat(lines().get(0).get("mean_absolute_error").doubleValue()).isLessThan(1);
        assertThat(lines().get(1).get("held_out_by").textValue()).isEqualTo("structure");
        assertThat(run("score", "--device", "cpu", "--readout", readout, file("c.jsonl", HALITE)))
                .isZero();
        assertThat(lines().get(3).get("band_gap_ev").doubleValue()).isCloseTo(2.5, within(0.5));
    }

    @Test
    void trainPropertyNamesWhatItCannotDo() throws IOException {
        Path data = file("c.jsonl", HALITE);
        assertThat(run(
                        "train-property",
                        "colour",
                        data,
                        "-o",
                        "r.safetensors",
                        "--provenance",
                        "Made up."))
                .isEqualTo(2);
        assertThat(run(
                        "train-property",
                        "band-gap",
                        data,
                        "-o",
                        "r.safetensors",
                        "--provenance",
                        "Made up."))
                .isEqualTo(1);
        assertThat(err.toString()).contains("colour", "band-gap", "band_gap", "--field");
    }
}
