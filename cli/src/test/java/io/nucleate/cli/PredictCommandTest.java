package io.nucleate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.io.CrystalJson;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** With the shipped policy and the real potential. */
class PredictCommandTest extends VerbTest {
    @Test
    void rockSaltIsTheStructureOfSodiumChloride() throws IOException {
        String known = file(
                        "known.jsonl",
                        "{\"material_id\":\"halite\",\"space_group\":225,"
                                + "\"lattice\":[5.64,5.64,5.64,90,90,90],\"sites\":["
                                + "{\"element\":\"Na\",\"wyckoff\":\"a\",\"xyz\":[0,0,0]},"
                                + "{\"element\":\"Cl\",\"wyckoff\":\"b\",\"xyz\":[0.5,0.5,0.5]}]}\n")
                .toString();
        assertThat(run(
                        "predict",
                        "NaCl",
                        "-n",
                        5,
                        "--draws",
                        200,
                        "--relaxations",
                        15,
                        "--seed",
                        1,
                        "--known",
                        known))
                .isZero();
        List<ObjectNode> lines = lines();
        assertThat(lines).hasSizeBetween(2, 5);
        ObjectNode first = lines.get(0);
        assertThat(first.get("space_group").intValue()).isEqualTo(225);
        assertThat(first.get("matches").textValue()).isEqualTo("halite");
        assertThat(first.get("draws").intValue()).isPositive();
        assertThat(lines.stream()
                        .map(line -> line.get("energy_ev_per_atom").doubleValue())
                        .toList())
                .isSorted();
        assertThat(lines)
                .allSatisfy(line -> assertThat(line.get("formula").textValue()).isEqualTo("NaCl"));
        assertThat(lines).extracting(line -> line.get("rank").intValue()).startsWith(1, 2);
    }

    @Test
    void whatIsNoFormulaIsRefused() {
        assertThat(run("predict", "NaQ")).isEqualTo(2);
        assertThat(err.toString()).contains("Q");
        assertThat(run("predict", "NaCl", "--draws", 0)).isEqualTo(2);
    }

    @Test
    void heldOutFormulasAreMatchedAndAnInterruptedRunGoesOn() throws IOException {
        StringBuilder salts = new StringBuilder();
        for (String salt : new String[] {"Na Cl", "Cu I", "Mg O", "Sr S", "K Br"}) {
            String[] pair = salt.split(" ");
            salts.append("{\"space_group\":225,\"lattice\":[5.6,5.6,5.6,90,90,90],\"sites\":[")
                    .append("{\"element\":\"" + pair[0] + "\",\"wyckoff\":\"a\",\"xyz\":[0,0,0]},")
                    .append("{\"element\":\"" + pair[1] + "\",\"wyckoff\":\"b\",")
                    .append("\"xyz\":[0.5,0.5,0.5]}]}\n");
        }
        Path known = file("salts.jsonl", salts.toString());
        Path log = known.resolveSibling("held-out.jsonl");
        Object[] few = {
            "predict",
            "--held-out",
            known,
            "--log",
            log,
            "--draws",
            30,
            "--relaxations",
            2,
            "--max-atoms",
            2,
            "--formulas",
            1
        };
        assertThat(run(few)).isZero();
        ObjectNode one = lines().get(0);
        assertThat(one.get("formulas").intValue()).isEqualTo(1);
        assertThat(one.at("/match_rate/20/fraction_max").doubleValue()).isBetween(0.1, 1.0);
        String first = Files.readString(log);
        assertThat(first.lines()).hasSize(1);
        Files.writeString(log, first + "{\"formula\":\"Half");

        forgetOutput();
        few[few.length - 1] = 9;
        assertThat(run(few)).isZero();
        assertThat(lines().get(0).get("formulas").intValue()).isEqualTo(3);
        assertThat(Files.readString(log)).startsWith(first);
        assertThat(Files.readString(log)
                        .lines()
                        .map(line -> CrystalJson.parse(line).get("formula").textValue()))
                .as("what is held out of the five salts")
                .containsExactlyInAnyOrder("MgO", "CuI", "SrS");

        few[6] = 31;
        assertThat(run(few)).isEqualTo(1);
        assertThat(err.toString())
                .contains("30 draws", "31 draws", "line 1")
                .contains("begin anew elsewhere");

        forgetOutput();
        few[6] = 30;
        Files.writeString(known, salts.substring(0, salts.lastIndexOf("\n{")) + "\n");
        assertThat(run(few)).as("the log of other crystals").isEqualTo(1);
        assertThat(err.toString()).contains("other settings (known crystals ", "line 1");
    }

    @Test
    void whatSaysHowCrystalsAreWrittenDoesNotGoWithHeldOut() throws IOException {
        String known = file("none.jsonl", "").toString();
        for (String option : new String[] {"-n=3", "--count=3", "-o=x", "--known=y"}) {
            forgetOutput();
            assertThat(run("predict", "--held-out", known, option)).isEqualTo(2);
            assertThat(err.toString()).contains("does not go with --held-out");
        }
        forgetOutput();
        assertThat(run("predict", "--held-out", known, "--format", "cif")).isEqualTo(2);
        assertThat(err.toString()).contains("--format does not go with --held-out");
        forgetOutput();
        assertThat(run("predict", "--held-out", known, "--formulas", -1)).isEqualTo(2);
        assertThat(err.toString()).contains("--formulas must be at least 1, not -1");
        forgetOutput();
        assertThat(run("predict", "--held-out", "-")).isEqualTo(2);
        assertThat(err.toString()).contains("needs a file");
    }

    @Test
    void formulasOrAFileMustBeGiven() {
        assertThat(run("predict")).isEqualTo(2);
        assertThat(err.toString()).contains("--held-out");
    }
}
