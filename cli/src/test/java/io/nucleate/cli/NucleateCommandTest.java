package io.nucleate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.TestCrystals;
import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.policy.Policy;
import io.nucleate.policy.TestPolicies;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class NucleateCommandTest extends VerbTest {
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
                "run broom",
                "bench --only SOAK --evaluations 0",
                "score --device tpu -"
            })
    void misuseIsCode2AndOneErrorLineWithTheWayToHelp(String line) {
        assertThat(line.isEmpty() ? run() : runLine(line)).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("error: ").contains("--help");
    }

    /** Nothing is created before the whole command line is understood. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--scorers 0 | --scorers must be at least 1",
                "--kafka-port 99999 | '--kafka-port': '99999' is not a port; use a number from 1 to",
                "--kafka-port 0 | '--kafka-port': '0' is not a port",
                "--dashboard-port http | '--dashboard-port': 'http' is not a port",
                "--dashboard-port 65534 --scorers 2 | --dashboard-port must be from 1 to 65531",
                "--dashboard-port 9092 | --dashboard-port and --kafka-port must differ",
                "--device tpu | '--device': unknown device 'tpu'; use auto, cpu or gpu:N",
                "--minutes 0 | --minutes must be positive",
                "--reward hardness | hardness",
                "--proposals magic | unknown source of candidates 'magic'; use policy, subst",
                "--weights missing | --weights",
                "--space-group 231 | 231",
                "--set learning.speed=3 | a run has no setting 'learning.speed'; it has reward,",
                "--set learning.epochs=many | 'many' is no value of learning.epochs",
                "--set learning.algorithm=grpo | 'grpo'; it is one of nucleate, naive, ppo,",
                "--set learning.algorithm=trajectory-balance --set learning.klPenalty=0 | above 0",
                "--set learning.strata=size | it is none, or some of sites,chemistry,family",
                "--set learning.algorithm=ppo --set learning.strata=sites | must be none, not 'sites'",
                "--set learning.elementShareMax=0.5 | must be 1 or more times an element's share",
                "--set learning.epochs=0 | a batch needs at least 2 crystals and one epoch",
                "--set sampling.aheadMax=64 | an update awaits 128 crystals",
                "--set learning.window=512 | set sampling.aheadMax to 575 or more",
                "--set learning.window=64 | learning.window=64 is less than learning.batchSize=128",
                "--set learning.choice=best | it is one of variance, top, random",
                "--set learning.elite.size=-1 | learning.elite.size must be from 0 to",
                "--set learning.elite.size=9 --set learning.elite.share=0 | learning.elite.share",
                "--set sampling.latticeTemperature=0 | temperature must be positive, found 0",
                "--audit 200% | scoring.auditShare must be between 0 and 1, such as 0.02, found 2.0",
                "--audit many | --audit needs a share such as 0.02 or 2%, found 'many'",
                "--set scoring.pessimistic=true --set scoring.secondPotential=x | NUCLEATE_SCORER_JU",
                "--set scoring.pessimistic=true --set potential=sevennet-0-11Jul2024 | needs another",
                "--set scoring.pessimistic=perhaps | is no value of scoring.pessimistic",
                "--set scoring.relaxation.stepsMax=9 --set scoring.relaxation.descentMinEvPerAtom=-1"
                        + " | from 0 on, such as 0.001, found -1",
                "--set sampling.topP=2 | top-p must be in (0, 1]",
                "--set scoring.gates.atomsMax=0 | no crystal passes gates",
                "--set scoring.properties=colour | colour",
                "--set reward=hardness | hardness",
                "--set constraints=nonsense | nonsense",
                "--set sampling.proposals= | a run needs a source of candidates",
                "--proposals policy,substitution --formula BaTiO3 | leave it out",
                "--proposals substitution,policy --set sampling.substitutionShare=1 | between 0",
                "--proposals substitution --set scoring.relaxation.substitutedStepsMax=0 | step",
            })
    void misuseOfUpLeavesNoDirectory(String options, String message) {
        Path data = directory.resolve("data");
        assertThat(runLine("up --data-dir " + data + " " + options)).isEqualTo(2);
        assertThat(err.toString()).startsWith("error: ").contains(message);
        assertThat(data).doesNotExist();
    }

    /** A first run that cannot start must not decide the seed of the next. */
    @Test
    void aPortInUseLeavesNoDirectory() throws IOException {
        Path data = directory.resolve("data");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run("up", "--data-dir", data, "--kafka-port", taken.getLocalPort()))
                    .isEqualTo(1);
        }
        assertThat(err.toString()).contains("is in use", "--kafka-port");
        assertThat(data).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "localhost:99999 | '99999' is not a port",
                "a:9092,b | 'b' is not an address; use HOST:PORT",
                ":9092 | ':9092' is not an address",
            })
    void addressesOfKafkaAreChecked(String servers, String message) {
        assertThat(run("run", "SETUP", "--bootstrap-servers", servers)).isEqualTo(2);
        assertThat(err.toString()).contains("'--bootstrap-servers'", message);
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
        assertThat(err.toString())
                .startsWith("error: 1 of 2 inputs failed: two atoms, Na and Cl, are 0.0004")
                .endsWith("(" + file + " line 2)\n");
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
        Crystal rockSalt = TestCrystals.rockSalt(Element.Na, Element.Cl, 5.64);
        Path weights = directory.resolve("policy.safetensors");
        double expected;
        try (Policy policy = TestPolicies.random(TestPolicies.TINIEST, 1)) {
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
}
