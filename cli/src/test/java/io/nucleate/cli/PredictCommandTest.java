package io.nucleate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.junit.jupiter.api.Test;

import java.io.IOException;
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
}
