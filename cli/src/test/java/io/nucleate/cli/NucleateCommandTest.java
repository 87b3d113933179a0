package io.nucleate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.policy.Policy;
import io.nucleate.policy.PolicyConfig;
import io.nucleate.policy.SpaceGroupDistribution;
import io.nucleate.tensors.Devices;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class NucleateCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "frobnicate",
                "up --minutes -1",
                "up --minutes soon",
                "up --scorers 0",
                "up --reward hardness",
                "log-prob",
                "run broom"
            })
    void misuseIsCode2AndOneErrorLineWithTheWayToHelp(String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("error: ").contains("--help");
    }

    @Test
    void everyVerbExplainsItself() {
        for (CommandLine verb : NucleateCommand.commandLine().getSubcommands().values()) {
            assertThat(run(verb.getCommandName(), "--help"))
                    .as(verb.getCommandName())
                    .isZero();
            assertThat(out.toString()).contains("Usage: nucleate " + verb.getCommandName());
        }
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void symmetryOfAnyStructureIsACrystalLine() throws Exception {
        Path file = Files.writeString(
                directory.resolve("s.jsonl"),
                """
                {"name":"halite","lattice_vectors":[[0,2.82,2.82],[2.82,0,2.82],[2.82,2.82,0]],"elements":["Na","Cl"],"frac":[[0.1,0.1,0.1],[0.6,0.6,0.601]]}
                {"lattice_vectors":[[4,0,0],[0,4,0],[0,0,4]],"elements":["Na","Cl"],"frac":[[0,0,0],[0,0,0.0001]]}
                """);
        assertThat(run("symmetry", file.toString())).isEqualTo(1);
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .contains(
                        "\"name\":\"halite\"", "\"space_group\":225", "\"tolerance_angstrom\":0.01")
                .doesNotContain("lattice_vectors");
        Crystal crystal = CrystalJson.readCrystal(CrystalJson.parse(lines.get(0)));
        assertThat(crystal.lattice().a()).isCloseTo(5.64, within(1e-9));
        assertThat(lines.get(1)).contains("within the tolerance of 0.01");
        assertThat(run("symmetry", "--tolerance", "0.001", file.toString())).isEqualTo(1);
        assertThat(out.toString().lines().skip(2).findFirst().orElseThrow())
                .contains("\"space_group\":44");
    }

    @Test
    void logProbIsThePolicysOnEveryLineAndNamesWhatFails() throws Exception {
        PolicyConfig config =
                new PolicyConfig(2, 4, 2, 16, 1, 2, 8, 16, 8, 3, PolicyConfig.Convention.SAMPLED);
        Crystal rockSalt = new Crystal(
                SpaceGroup.of(225),
                Lattice.of(new double[] {5.64, 5.64, 5.64, 90, 90, 90}),
                List.of(
                        new Site(Element.of("Na"), 'a', 0, 0, 0),
                        new Site(Element.of("Cl"), 'b', 0.5, 0.5, 0.5)));
        Path weights = directory.resolve("policy.safetensors");
        double expected;
        try (Policy policy =
                Policy.initialize(config, SpaceGroupDistribution.uniform(), 1, Devices.of("cpu"))) {
            policy.toSafeTensors().write(weights);
            expected = policy.logProb(List.of(rockSalt)).get(0).total();
        }
        String line = CrystalJson.write(rockSalt).put("name", "halite").toString();
        String tooManySites = line.replace(
                "\"sites\":[",
                "\"sites\":["
                        + "{\"element\":\"K\",\"wyckoff\":\"e\",\"xyz\":[0.1,0,0]},".repeat(3));
        Path file = Files.writeString(
                directory.resolve("c.jsonl"), line + "\n" + tooManySites + "\nrubbish\n");

        assertThat(run("log-prob", "--weights", weights.toString(), file.toString()))
                .isEqualTo(1);
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(CrystalJson.parse(lines.get(0)).get("name").textValue()).isEqualTo("halite");
        assertThat(CrystalJson.parse(lines.get(0)).get("log_prob").get("total").doubleValue())
                .isEqualTo(expected);
        assertThat(CrystalJson.parse(lines.get(1)).get("error").textValue()).contains("sites");
        assertThat(CrystalJson.parse(lines.get(2)).get("error").textValue())
                .contains("line 3", "not JSON");
    }

    @Test
    void missingWeightsAreOneLineAndCode1() {
        String missing = directory.resolve("none").toString();
        assertThat(run("log-prob", "--weights", missing, "-")).isEqualTo(1);
        assertThat(err.toString()).startsWith("error: ").contains(missing).hasLineCount(1);
    }

    private int run(String... args) {
        return NucleateCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
