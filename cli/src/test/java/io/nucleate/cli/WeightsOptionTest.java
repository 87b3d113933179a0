package io.nucleate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.learner.optimization.TrainedWeights;
import io.nucleate.learner.reinforcement.Algorithm;
import io.nucleate.learner.reinforcement.Experience;
import io.nucleate.learner.reinforcement.Learner;
import io.nucleate.learner.reinforcement.ReinforcementSettings;
import io.nucleate.local.Service;
import io.nucleate.policy.Policy;
import io.nucleate.policy.PolicyConfig;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.TestPolicies;
import io.nucleate.tensors.SafeTensors;

import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** {@code --weights}, and {@code --start} of {@code pretrain}: all verbs take the same. */
class WeightsOptionTest extends VerbTest {
    @TempDir
    static Path shared;

    /** A run's learner makes an update; its new policy is also kept apart, and some crystals. */
    @BeforeAll
    static void learn() throws IOException {
        ReinforcementSettings settings = new ReinforcementSettings(
                Algorithm.NUCLEATE, 60, 1, 1e-2, 0.2, 1, 0.01, 2, 2, 0.98, 10, 2000, 0.5);
        Path learnerDirectory = shared.resolve("run").resolve(Service.LEARNER.module());
        try (Policy pretrained = random();
                Policy policy = random();
                Learner learner = new Learner(settings, policy, pretrained)) {
            pretrained.toSafeTensors().write(learnerDirectory.resolve(TrainedWeights.PRETRAINED));
            StringBuilder lines = new StringBuilder();
            Optional<Learner.Update> update = Optional.empty();
            for (SampledCrystal sampled : policy.sample(
                    settings.batchSize(), SamplingSettings.DEFAULT, new SplittableRandom(1))) {
                double logProb = sampled.logProb().total();
                double reward = sampled.crystal().sites().size();
                update = learner.scored(
                        "generator",
                        learner.candidatesAccounted(),
                        new Experience(sampled.crystal(), 0, logProb, reward));
                lines.append(CrystalJson.write(sampled.crystal())).append('\n');
            }
            learner.checkpoint(Map.of(), update.orElseThrow())
                    .write(learnerDirectory.resolve(TrainedWeights.CHECKPOINT));
            policy.toSafeTensors().write(shared.resolve("policy.safetensors"));
            Files.writeString(shared.resolve("crystals.jsonl"), lines);
        }
        Files.writeString(
                shared.resolve("halite.jsonl"),
                "{\"space_group\":225,\"lattice\":[5.64,5.64,5.64,90,90,90],\"sites\":["
                        + "{\"element\":\"Na\",\"wyckoff\":\"a\",\"xyz\":[0,0,0]},"
                        + "{\"element\":\"Cl\",\"wyckoff\":\"b\",\"xyz\":[0.5,0.5,0.5]}]}\n");
        Files.createDirectories(shared.resolve("empty"));
        Files.writeString(shared.resolve("broken.safetensors"), "not weights at all");
    }

    private static Policy random() {
        return TestPolicies.random(TestPolicies.TINIEST, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "generate -n 3 --seed 1",
                "log-prob crystals.jsonl",
                "substitute halite.jsonl --pool Na=Na,K,Rb -n 3",
                "search --space-group 225 --formula NaCl --steps 3 --chains 4 --seed 1 -n 2"
            })
    void everyVerbTakesARunsNewestVersionAsItTakesItsPolicy(String verb) {
        List<String> expected = results(verb + " --weights policy.safetensors");
        assertThat(expected).isNotEmpty();
        for (String weights : List.of("run/learner/checkpoint.safetensors", "run/learner", "run")) {
            assertThat(results(verb + " --weights " + weights)).as(weights).isEqualTo(expected);
        }
        assertThat(results(verb + " --weights run/learner/pretrained.safetensors"))
                .as("the version before")
                .isNotEqualTo(expected);
    }

    @Test
    void inspectSaysWhereWeightsComeFrom() throws IOException {
        JsonNode policy = inspected("policy.safetensors");
        JsonNode run = inspected("run");
        assertThat(run.get("elements")).isEqualTo(policy.get("elements"));
        assertThat(run.get("config")).isEqualTo(policy.get("config"));
        assertThat(policy.get("statements")).isEmpty();
        assertThat(run.get("statements").get("adam.steps").textValue()).isEqualTo("1");
        assertThat(run.get("file").textValue()).endsWith(TrainedWeights.CHECKPOINT);
        assertThat(run.get("sha256").textValue())
                .isEqualTo(DigestUtils.sha256Hex(Files.readAllBytes(
                        shared.resolve("run/learner/" + TrainedWeights.CHECKPOINT))));
    }

    private JsonNode inspected(String weights) throws IOException {
        return new ObjectMapper().readTree(results("inspect " + weights).get(0));
    }

    @Test
    void pretrainingGoesOnFromARun() throws IOException {
        assertThat(runInShared(
                        "pretrain crystals.jsonl -o more --start run --epochs 1 --max-sites 3"
                                + " --max-atoms 1000 --batch-size 16"))
                .as(err.toString())
                .isZero();
        SafeTensors trained = TrainedWeights.read(shared.resolve("more"));
        assertThat(PolicyConfig.ofMetadata(trained.metadata())).isEqualTo(TestPolicies.TINIEST);
        assertThat(results("generate -n 3 --seed 1 --weights more"))
                .as("the directory of a pre-training, in turn")
                .hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "generate, --weights, 1",
        "search --space-group 225 --formula NaCl, --weights, 1",
        "substitute halite.jsonl --pool Na=K, --weights, 1",
        "log-prob crystals.jsonl, --weights, 1",
        "bench, --weights, 1",
        "pretrain crystals.jsonl, --start, 1",
        "up, --weights, 2"
    })
    void whatIsNotThereOrBrokenIsNamedWithTheRemedy(String verb, String option, int code) {
        String accepted = "give " + TrainedWeights.ACCEPTED;
        assertFails(verb, option, "missing", code, "no weights at", "missing", accepted);
        assertFails(verb, option, "empty", code, "no weights in", "looked there for", accepted);
        assertFails(
                verb,
                option,
                "broken.safetensors",
                code,
                "broken.safetensors is not a readable safetensors file");
    }

    private void assertFails(
            String verb, String option, String weights, int code, String... reasons) {
        err.getBuffer().setLength(0);
        assertThat(runInShared(verb + " " + option + " " + weights)).as(verb).isEqualTo(code);
        assertThat(err.toString()).startsWith("error: ").contains(reasons);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"generate", "search", "substitute", "log-prob", "bench", "pretrain", "up"})
    void helpSaysWhatIsTaken(String verb) {
        assertThat(runInShared(verb + " --help")).isZero();
        assertThat(out.toString().replaceAll("\\s+", " ")).contains(TrainedWeights.ACCEPTED);
    }

    private List<String> results(String line) {
        out.getBuffer().setLength(0);
        assertThat(runInShared(line)).as("%s: %s", line, err).isZero();
        List<String> results = out.toString().lines().toList();
        out.getBuffer().setLength(0);
        return results;
    }

    /** Words with the name of a file or directory of the test become its path. */
    private int runInShared(String line) {
        String[] words = line.split(" ");
        for (int i = 0; i < words.length; i++) {
            if (words[i].matches("run.*|empty|missing|more|.*\\.jsonl|.*\\.safetensors")) {
                words[i] = shared.resolve(words[i]).toString();
            }
        }
        return run((Object[]) words);
    }
}
