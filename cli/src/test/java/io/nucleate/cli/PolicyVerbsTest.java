package io.nucleate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.crystal.io.StructureFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code generate}, {@code search} and {@code substitute}, with the shipped policy. */
class PolicyVerbsTest extends VerbTest {
    private static final String PEROVSKITE =
            "{\"space_group\":221,\"lattice\":[3.9,3.9,3.9,90,90,90],\"sites\":["
                    + "{\"element\":\"Ca\",\"wyckoff\":\"a\",\"xyz\":[0,0,0]},"
                    + "{\"element\":\"Ti\",\"wyckoff\":\"b\",\"xyz\":[0.5,0.5,0.5]},"
                    + "{\"element\":\"O\",\"wyckoff\":\"c\",\"xyz\":[0,0.5,0.5]}]}\n";

    @Test
    void generateKeepsAFormulaAndTheLinesHaveTheLikelihoodWithoutConstraints() throws Exception {
        assertThat(runLine("generate --formula BaTiO3 --space-group 221,99,38 -n 12 --seed 3"))
                .isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(12);
        for (Crystal crystal : crystals()) {
            assertThat(crystal.composition().reducedFormula()).isEqualTo("BaTiO3");
            assertThat(List.of(221, 99, 38)).contains(crystal.spaceGroup().number());
        }
        double drawn =
                CrystalJson.parse(lines.get(0)).get("log_prob").get("total").doubleValue();
        Path file = Files.writeString(directory.resolve("c.jsonl"), lines.get(0) + "\n");
        forgetOutput();
        assertThat(runLine("log-prob --conditions formula " + file)).isZero();
        double evaluated =
                CrystalJson.parse(out.toString()).get("log_prob").get("total").doubleValue();
        // The lattice is sharp, and the line has as many digits as a crystal line has.
        assertThat(drawn).isCloseTo(evaluated, org.assertj.core.api.Assertions.within(0.05));
    }

    @Test
    void generateHasATemperatureForEachPart() {
        Set<String> cells = new HashSet<>();
        for (String temperatures : new String[] {
            "--temperature 0.2",
            "--temperature 0.2 --coordinate-temperature 0.2 --lattice-temperature 0.2"
                    + " --element-temperature 0.2",
            "--temperature 0.2 --element-temperature 2",
            "--temperature 0.2 --coordinate-temperature 1",
            "--temperature 0.2 --lattice-temperature 1"
        }) {
            forgetOutput();
            assertThat(runLine("generate --space-group 14 --seed 4 " + temperatures))
                    .isZero();
            cells.add(out.toString());
        }
        assertThat(cells).hasSize(4);
    }

    @Test
    void generateIsSharpUnlessItIsToldOtherwise() {
        Set<String> draws = new HashSet<>();
        for (String temperatures : new String[] {
            "",
            "--first-element-temperature 1 --element-temperature 0.8"
                    + " --coordinate-temperature 0.1 --lattice-temperature 0.1",
            "--temperature 1 --element-temperature 0.8 --coordinate-temperature 0.1"
                    + " --lattice-temperature 0.1",
            "--temperature 1"
        }) {
            forgetOutput();
            assertThat(runLine("generate --space-group 14 -n 5 --seed 4 " + temperatures))
                    .isZero();
            draws.add(out.toString());
        }
        assertThat(draws).hasSize(2);
    }

    @Test
    void inspectShowsThePolicyAndDrawsItsMap() throws Exception {
        Path map = directory.resolve("map.svg");
        assertThat(runLine("inspect --map " + map)).isZero();
        var json = CrystalJson.parse(out.toString());
        assertThat(json.get("parameters").longValue()).isGreaterThan(1_000_000);
        assertThat(json.get("sha256").textValue()).hasSize(64);
        assertThat(json.get("elements")).hasSize(118);
        assertThat(json.get("elements")
                        .get(0)
                        .get("by_place")
                        .get(0)
                        .get("cosine")
                        .doubleValue())
                .isLessThan(1);
        assertThat(Files.readString(map)).startsWith("<svg").contains(">Na<");
        assertThat(runLine("inspect " + directory.resolve("none"))).isEqualTo(1);
        assertThat(err.toString()).contains("no weights at").contains("none");
    }

    @Test
    void inspectShowsASpaceGroup() {
        assertThat(runLine("inspect --space-group 221")).isZero();
        var json = CrystalJson.parse(out.toString());
        assertThat(json.get("symbol").textValue()).isEqualTo("Pm-3m");
        assertThat(json.get("letters").get(0).get("in_crystals").doubleValue()).isBetween(0.5, 1.0);
        assertThat(json.get("occupations").get(0).get("name").textValue()).contains("a");
    }

    @Test
    void generateTakesAPrototypeFromAFile() throws Exception {
        Path file = Files.writeString(directory.resolve("p.jsonl"), PEROVSKITE);
        assertThat(runLine("generate --prototype " + file
                        + " --first-element-temperature 2 -n 5 --seed 3"))
                .isZero();
        assertThat(crystals()).hasSize(5).allSatisfy(crystal -> {
            assertThat(crystal.spaceGroup().number()).isEqualTo(221);
            assertThat(crystal.sites().stream().map(site -> "" + site.wyckoff()).toList())
                    .containsExactly("a", "b", "c");
            assertThat(crystal.composition().elements()).hasSize(3);
        });
    }

    /** Samarium on both points of the rock salt, so that it is caesium chloride. */
    @Test
    void generateSaysTheGroupThatACrystalHasBeyondItsOwn() {
        assertThat(runLine("generate --template 225:a=Sm,b=Sm,c=Hg -n 2 --seed 1"))
                .isZero();
        assertThat(lines()).hasSize(2).allSatisfy(line -> {
            assertThat(line.get("space_group").intValue()).isEqualTo(225);
            assertThat(line.get("found_space_group").intValue()).isEqualTo(221);
        });
        forgetOutput();
        assertThat(runLine("generate --template 225:a=Sm,c=Hg -n 1 --seed 1")).isZero();
        assertThat(lines()).noneMatch(line -> line.has("found_space_group"));
    }

    @Test
    void aPrototypeThatHasNoSymmetryIsNamed() throws Exception {
        Path file = file(
                "double.jsonl",
                "{\"lattice_vectors\":[[4,0,0],[0,4,0],[0,0,4]],\"elements\":[\"Na\",\"Cl\"],"
                        + "\"frac\":[[0,0,0],[0,0,0.0001]]}\n");
        assertThat(run("generate", "--prototype", file)).isEqualTo(2);
        assertThat(run("substitute", file, "--pool", "Na=K")).isEqualTo(1);
        assertThat(err.toString().lines().filter(line -> line.startsWith("error")))
                .hasSize(2)
                .allMatch(line -> line.startsWith("error: " + file + " line 1: two atoms, Na and"));
    }

    @Test
    void generateWritesAFileForEach() {
        assertThat(runLine("generate -n 3 --seed 1 --format cif -o " + directory))
                .isZero();
        assertThat(directory.toFile().list())
                .containsExactlyInAnyOrder(
                        "nucleate-000001.cif", "nucleate-000002.cif", "nucleate-000003.cif");
    }

    @Test
    void searchRanksArrangementsAndReportsAcceptance() throws Exception {
        assertThat(runLine("search --space-group 225 --formula NaCl --max-atoms 4 --steps"
                        + " 30 --chains 8 --seed 1 -n 4"))
                .isZero();
        List<Double> totals = out.toString()
                .lines()
                .map(line ->
                        CrystalJson.parse(line).get("log_prob").get("total").doubleValue())
                .toList();
        assertThat(totals)
                .hasSizeBetween(2, 4)
                .isSortedAccordingTo(java.util.Comparator.reverseOrder());
        assertThat(crystals())
                .allMatch(crystal -> crystal.composition().reducedFormula().equals("NaCl"));
        assertThat(err.toString()).contains("exchange", "shift", "relocate", "redraw", "accepted");
    }

    @Test
    void substituteRanksWhatThePoolsAllow() throws Exception {
        Path file = Files.writeString(directory.resolve("p.jsonl"), PEROVSKITE);
        assertThat(runLine("substitute " + file + " --pool Ca=Ca,Sr,Ba --pool Ti=Ti,Zr"))
                .isZero();
        assertThat(crystals().stream().map(c -> c.composition().reducedFormula()))
                .containsExactlyInAnyOrder(
                        "CaTiO3", "SrTiO3", "BaTiO3", "CaZrO3", "SrZrO3", "BaZrO3");
    }

    @Test
    void substituteFindsTheSymmetryOfACif() throws Exception {
        Path file = Files.writeString(directory.resolve("p.jsonl"), PEROVSKITE);
        Crystal parent = CrystalJson.readCrystal(CrystalJson.parse(PEROVSKITE));
        Path cif = Files.writeString(
                directory.resolve("p.cif"),
                StructureFormat.CIF.write(parent.primitiveStructure(), "perovskite"));
        assertThat(runLine("substitute " + file + " --pool Ca=Sr,Ba")).isZero();
        List<String> fromLine = out.toString().lines().toList();
        forgetOutput();
        assertThat(runLine("substitute " + cif + " --pool Ca=Sr,Ba")).isZero();
        assertThat(crystals())
                .hasSameSizeAs(fromLine)
                .allMatch(crystal -> crystal.spaceGroup().number() == 221);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "substitute x.cif -n 0 | at least 1",
                "generate -n 0 | -n must be at least 1",
                "generate --space-group 231 | 231",
                "generate --temperature 0 | temperature must be positive",
                "generate --element-temperature 0 | temperature must be positive, found 0",
                "generate --coordinate-temperature -1 | temperature must be positive, found -1",
                "generate --lattice-temperature 0 | temperature must be positive, found 0",
                "generate --elements Na --formula NaCl | not among the allowed",
                "generate --formula NaCl --max-atoms 3 --space-group 227 | no Wyckoff positions"
                        + " of space group 227 (Fd-3m)",
                "generate --format poscar -n 2 | a POSCAR holds one structure",
                "generate --template 221:a,b --prototype x | exclude each other",
                "inspect --space-group 231 | --space-group: ",
                "inspect --element Qq --map x.svg | --element: ",
                "inspect --element O | --element goes with --map",
                "inspect --element Og --map x.svg | has not learned what Og is like",
                "up --formula NaCl --max-atoms 3 --space-group 227 | no Wyckoff positions",
                "search --space-group 225 | --formula",
                "search --space-group 227 --formula NaCl --max-atoms 3 | no Wyckoff positions",
                "search --space-group 225 --formula NaCl --chains 0 | at least one chain",
            })
    void misuseIsCode2AndSaysWhy(String line, String reason) {
        assertThat(runLine(line)).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("error: ").contains(reason);
    }

    private List<Crystal> crystals() {
        return out.toString()
                .lines()
                .map(CrystalJson::parse)
                .map(CrystalJson::readCrystal)
                .toList();
    }
}
