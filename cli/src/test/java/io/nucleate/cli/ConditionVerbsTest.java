package io.nucleate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.policy.Condition;
import io.nucleate.policy.Policy;
import io.nucleate.policy.PolicyConfig;
import io.nucleate.policy.TestPolicies;
import io.nucleate.tensors.SafeTensors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Verbs with a policy that has learned formulas and band gaps. */
class ConditionVerbsTest extends VerbTest {
    private static final PolicyConfig PLAIN =
            TestPolicies.TINIEST.toBuilder().sitesMax(4).build();

    private Path plain;
    private Path learned;

    /** Writes weights that draw space group 225 whatever they are given, and others without. */
    @BeforeEach
    void writeWeights() throws IOException {
        plain = directory.resolve("plain.safetensors");
        learned = directory.resolve("learned.safetensors");
        try (Policy policy = TestPolicies.random(PLAIN, 1)) {
            policy.toSafeTensors().write(plain);
        }
        SafeTensors start = Policy.withConditions(
                SafeTensors.read(plain), Set.of(Condition.FORMULA, Condition.GAP), 1);
        Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>(start.tensors());
        tensors.computeIfPresent("space_group.output.bias", (name, bias) -> {
            float[] values = bias.values().clone();
            values[224] = 30;
            return new SafeTensors.Tensor(bias.shape(), values);
        });
        // What conditions add to each token is no longer nothing.
        tensors.computeIfPresent("conditions.token.weight", (name, weight) -> {
            float[] values = weight.values().clone();
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) Math.sin(i);
            }
            return new SafeTensors.Tensor(weight.shape(), values);
        });
        new SafeTensors(start.metadata(), tensors).write(learned);
    }

    /** Random weights hardly make a cell where the lattice is sharp, as it is by default. */
    private int generate(Object... options) {
        List<Object> line = new ArrayList<>(List.of("generate", "--temperature", 1));
        line.addAll(List.of(options));
        return run(line.toArray());
    }

    private List<Integer> groups() {
        return lines().stream()
                .map(line -> line.get("space_group").intValue())
                .distinct()
                .toList();
    }

    @Test
    void generateDrawsSpaceGroupsFromWhatIsLearnedOfTheFormula() {
        assertThat(generate("--weights", learned, "--formula", "NaCl", "--seed", 1))
                .isZero();
        assertThat(lines()).hasSize(10);
        assertThat(groups()).containsExactly(225);
        forgetOutput();
        assertThat(generate("--weights", plain, "--formula", "NaCl", "--seed", 1))
                .isZero();
        assertThat(groups()).as("as in the training data").hasSizeGreaterThan(3);
        forgetOutput();
        assertThat(generate("--weights", learned, "--seed", 1)).isZero();
        assertThat(groups()).as("nothing is given").hasSizeGreaterThan(3);
        forgetOutput();
        assertThat(generate(
                        "--weights",
                        learned,
                        "--formula",
                        "NaCl",
                        "--space-group",
                        "221",
                        "--seed",
                        1,
                        "--condition",
                        "gap=2"))
                .isZero();
        assertThat(groups()).as("a constraint is one").containsExactly(221);
    }

    @Test
    void logProbGivesWhatGenerateWasGiven() throws IOException {
        assertThat(generate("--weights", learned, "--formula", "NaCl", "--seed", 1, "-n", 3))
                .isZero();
        List<ObjectNode> drawn = lines();
        Path file = Files.writeString(directory.resolve("c.jsonl"), out.toString());
        forgetOutput();
        assertThat(run("log-prob", "--weights", learned, "--conditions", "formula", file))
                .isZero();
        List<ObjectNode> given = lines();
        forgetOutput();
        assertThat(run("log-prob", "--weights", learned, file)).isZero();
        List<ObjectNode> without = lines();
        for (int i = 0; i < 3; i++) {
            assertThat(given.get(i).at("/log_prob/element").doubleValue())
                    .isCloseTo(drawn.get(i).at("/log_prob/element").doubleValue(), within(1e-3))
                    .isNotCloseTo(
                            without.get(i).at("/log_prob/element").doubleValue(), within(1e-2));
            assertThat(given.get(i).at("/log_prob/space_group").doubleValue())
                    .as("225 is certain")
                    .isCloseTo(0, within(1e-6));
            assertThat(without.get(i).at("/log_prob/space_group").isMissingNode())
                    .isTrue();
        }
        forgetOutput();
        assertThat(run("log-prob", "--weights", learned, "--conditions", "ehull", file))
                .isEqualTo(2);
        assertThat(err.toString()).contains("not learned the condition ehull", "formula,gap only");
    }

    @Test
    void logProbTakesQuantitiesFromTheLine() throws IOException {
        assertThat(generate("--weights", plain, "--space-group", "221", "--seed", 1, "-n", 1))
                .isZero();
        String crystal = out.toString();
        Path file = file(
                "gaps.jsonl",
                crystal
                        + crystal.replaceFirst("\\{", "{\"band_gap\":2.5,")
                        + crystal.replaceFirst("\\{", "{\"band_gap\":0.0,"));
        forgetOutput();
        assertThat(run("log-prob", "--weights", learned, "--conditions", "gap", file))
                .isZero();
        assertThat(lines().stream()
                        .map(line -> line.at("/log_prob/total").doubleValue())
                        .distinct())
                .as("unknown, an insulator and a metal")
                .hasSize(3);
    }

    @Test
    void whatTheWeightsHaveNotLearnedIsRefused() {
        assertThat(generate("--weights", plain, "--condition", "ehull=0.01")).isEqualTo(2);
        assertThat(err.toString()).contains("not learned the condition ehull", "no conditions");
        forgetOutput();
        assertThat(generate("--weights", learned, "--condition", "formula=1")).isEqualTo(2);
        assertThat(err.toString()).contains("ask for --chemical-system or --formula");
        forgetOutput();
        assertThat(generate("--weights", learned, "--condition", "colour=1")).isEqualTo(2);
        forgetOutput();
        assertThat(generate("--weights", learned, "--condition", "gap=NaN")).isEqualTo(2);
        assertThat(err.toString()).contains("gap has no class for NaN");
        forgetOutput();
        assertThat(generate("--weights", learned, "--condition", "ehull=0.3")).isEqualTo(2);
        assertThat(err.toString()).contains("ehull has no class for 0.3", "below 0.1");
        forgetOutput();
        assertThat(run("pretrain", "nowhere.jsonl", "--condition-dropout", 0.2)).isEqualTo(2);
        assertThat(err.toString()).contains("--condition-dropout needs --conditions");
        forgetOutput();
        assertThat(run("pretrain", "nowhere.jsonl", "--conditions", "colour")).isEqualTo(2);
        assertThat(err.toString()).contains("unknown condition 'colour'");
        forgetOutput();
        assertThat(run("pretrain", "nowhere.jsonl", "--only-conditions", "--conditions", "gap"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--start for all the rest");
    }

    @Test
    void pretrainTeachesPlainWeightsConditions() throws IOException {
        StringBuilder data = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            assertThat(generate("--weights", plain, "--max-atoms", 20, "--seed", i))
                    .isZero();
            data.append(out.toString().replaceFirst("\\{", "{\"band_gap\":2.5,"));
            forgetOutput();
        }
        Path crystals = file(
                "crystals.jsonl",
                data + "{\"band_gap\":5,"
                        + "\"space_group\":225,\"lattice\":[4.2,4.2,4.2,90,90,90],\"sites\":["
                        + "{\"element\":\"Mg\",\"wyckoff\":\"a\",\"xyz\":[0,0,0]},"
                        + "{\"element\":\"O\",\"wyckoff\":\"b\",\"xyz\":[0.5,0.5,0.5]}]}\n");
        Path trained = directory.resolve("trained");
        assertThat(run(
                        "pretrain",
                        crystals,
                        "-o",
                        directory.resolve("refused"),
                        "--start",
                        plain,
                        "--conditions",
                        "formula,ehull"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("--conditions ehull: no training crystal has e_above_hull or"
                        + " energy_above_hull_ev_per_atom");
        assertThat(run(
                        "pretrain",
                        crystals,
                        "-o",
                        trained,
                        "--start",
                        plain,
                        "--conditions",
                        "formula,gap",
                        "--epochs",
                        1))
                .isZero();
        assertThat(lines().get(0).at("/conditional/spaceGroupGivenFormula").isNumber())
                .isTrue();
        forgetOutput();
        assertThat(run("inspect", trained)).isZero();
        assertThat(lines().get(0).at("/config/conditions").toString())
                .isEqualTo("[\"FORMULA\",\"GAP\"]");
    }
}
