package io.nucleate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.TestCrystals;
import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.crystal.matching.Protostructure;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** With the real potential: rock salts that are not among the parents are stable, and found. */
class ExpandCommandTest extends VerbTest {
    private String parents;

    @BeforeEach
    void writeParents() throws IOException {
        String lines = Stream.of(
                        TestCrystals.rockSalt(Element.Li, Element.F, 4.03),
                        TestCrystals.rockSalt(Element.Na, Element.F, 4.63),
                        TestCrystals.rockSalt(Element.Na, Element.Cl, 5.64),
                        TestCrystals.rockSalt(Element.K, Element.Cl, 6.29),
                        TestCrystals.rockSalt(Element.K, Element.Br, 6.6),
                        TestCrystals.rockSalt(Element.Rb, Element.Br, 6.85))
                .map(crystal -> CrystalJson.write(crystal) + "\n")
                .collect(Collectors.joining());
        parents = Files.writeString(directory.resolve("parents.jsonl"), lines).toString();
    }

    @Test
    void findsTheMissingRockSaltsAndGoesOn() throws IOException {
        String grown = directory.resolve("grown").toString();
        assertThat(run("expand", parents, "-o", grown, "-n", "4", "--threads", "1"))
                .isZero();
        ObjectNode summary = lines().get(0);
        assertThat(summary.get("kept").intValue()).isGreaterThanOrEqualTo(4);
        assertThat(summary.at("/chemistry/halide")).isEqualTo(summary.get("kept"));
        List<String> crystals = Files.readAllLines(Path.of(grown, "crystals.jsonl"));
        assertThat(crystals).hasSize(summary.get("kept").intValue());
        for (String line : crystals) {
            ObjectNode crystal = CrystalJson.parse(line);
            assertThat(crystal.get("energy_above_hull_ev_per_atom").doubleValue())
                    .isBetween(0.0, 0.1);
            assertThat(Files.readString(Path.of(parents)))
                    .doesNotContain(crystal.get("formula").textValue());
            assertThat(Protostructure.of(CrystalJson.readCrystal(crystal)).text())
                    .isNotEmpty();
        }

        // Enough is there: nothing is computed again. What is worth relaxing may change.
        long size = Files.size(Path.of(grown, "attempts.jsonl"));
        assertThat(run(
                        "expand",
                        parents,
                        "-o",
                        grown,
                        "-n",
                        "4",
                        "--threads",
                        "2",
                        "--unrelaxed-below",
                        "0.2"))
                .isZero();
        assertThat(Files.size(Path.of(grown, "attempts.jsonl"))).isEqualTo(size);

        assertThat(run("expand", parents, "-o", grown, "--unrelaxed-below", "0"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--unrelaxed-below must be positive: 0.0");

        assertThat(run("expand", parents, "-o", grown, "-n", "4", "--seed", "2"))
                .isOne();
        assertThat(err.toString())
                .contains("begun with other settings: {seed=1 instead of 2}", "another directory");
    }

    @Test
    void whatIsKnownFarAboveTheHullIsNotFoundAgain() throws IOException {
        Path first = directory.resolve("first");
        assertThat(run("expand", parents, "-o", first, "-n", "2", "--threads", "1"))
                .isZero();
        List<String> found = Files.readAllLines(first.resolve("crystals.jsonl")).subList(0, 2);
        StringBuilder known = new StringBuilder(Files.readString(Path.of(parents)));
        for (String line : found) {
            ObjectNode crystal =
                    CrystalJson.write(CrystalJson.readCrystal(CrystalJson.parse(line)));
            known.append(crystal.put("e_above_hull", 0.5)).append('\n');
        }
        Path second = directory.resolve("second");
        Path both = Files.writeString(directory.resolve("known.jsonl"), known);
        assertThat(run("expand", both, "-o", second, "-n", "1", "--threads", "1"))
                .isZero();
        assertThat(Files.readAllLines(second.resolve("attempts.jsonl")))
                .isNotEmpty()
                .allMatch(line -> found.stream()
                        .map(CrystalJson::parse)
                        .noneMatch(
                                crystal -> line.contains("\"formula\":" + crystal.get("formula"))));
    }

    @Test
    void takesCrystalsAsTheyAreOnce() throws IOException {
        String twice = Files.writeString(
                        directory.resolve("twice.jsonl"),
                        Files.readString(Path.of(parents)) + Files.readString(Path.of(parents)))
                .toString();
        assertThat(run(
                        "expand",
                        twice,
                        "--as-they-are",
                        "-o",
                        directory.resolve("same").toString()))
                .isZero();
        ObjectNode summary = lines().get(0);
        assertThat(summary.get("kept").intValue()).isBetween(4, 6);
        assertThat(summary.get("changes").properties())
                .allSatisfy(change -> assertThat(change.getKey()).isEqualTo("none"));
    }

    @Test
    void keepsWhatASecondPotentialAgreesOn() throws IOException {
        String grown = directory.resolve("agreed").toString();
        assertThat(run(
                        "expand",
                        parents,
                        "-o",
                        grown,
                        "-n",
                        "3",
                        "--min-phases",
                        "1",
                        "--judge",
                        "sevennet-0",
                        "--agreed"))
                .isZero();
        ObjectNode summary = lines().get(0);
        assertThat(summary.get("kept").intValue()).isGreaterThanOrEqualTo(3);
        assertThat(summary.get("judged")).isEqualTo(summary.get("kept"));
        for (String line : Files.readAllLines(Path.of(grown, "crystals.jsonl"))) {
            ObjectNode crystal = CrystalJson.parse(line);
            assertThat(crystal.get("judge_energy_above_hull_ev_per_atom").doubleValue())
                    .isLessThan(0.1);
            assertThat(crystal.get("reference_phases").intValue()).isPositive();
        }

        // Asked about some only: those that were judged before have their opinion.
        assertThat(run(
                        "expand",
                        parents,
                        "-o",
                        grown,
                        "-n",
                        "3",
                        "--judge",
                        "sevennet-0",
                        "--judge-count",
                        "2"))
                .isZero();
        assertThat(lines().get(0).get("judged").intValue()).isGreaterThanOrEqualTo(2);
        assertThat(run("expand", parents, "-o", grown, "-n", "3", "--judge", "chgnet"))
                .isOne();
        assertThat(err.toString()).contains("opinion of sevennet-0-11Jul2024, not of chgnet-0.3.0");
    }

    @Test
    void refusesWhatCannotBe() {
        assertThat(run("expand", parents, "-o", directory.toString(), "--one-site", "2"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("from 0 to 1");
        assertThat(run("expand", parents, "-o", directory.toString(), "--agreed"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--agreed needs --judge");
    }
}
