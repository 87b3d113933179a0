package io.nucleate.learner.optimization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nucleate.policy.Policy;
import io.nucleate.policy.TestPolicies;
import io.nucleate.tensors.Adam;
import io.nucleate.tensors.SafeTensors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

class TrainedWeightsTest {
    @TempDir
    Path directory;

    private static SafeTensors policy(long seed) {
        try (Policy policy = TestPolicies.tiny(seed)) {
            return policy.toSafeTensors();
        }
    }

    private static SafeTensors checkpoint(long seed) {
        try (Policy policy = TestPolicies.tiny(seed);
                Adam adam = new Adam(
                        policy.parameters().asMap(), policy.parameters().manager())) {
            return TrainingCheckpoint.of(policy, adam, Map.of("learner", "{}"));
        }
    }

    private void assertRead(Path path, long seed) throws IOException {
        assertThat(TrainedWeights.read(path).toBytes()).isEqualTo(policy(seed).toBytes());
    }

    @Test
    void aPolicysFileIsReadWithAllThatItSays() throws IOException {
        Map<String, String> metadata = new HashMap<>(policy(1).metadata());
        metadata.put("provenance", "a test");
        SafeTensors file = new SafeTensors(metadata, policy(1).tensors());
        file.write(directory.resolve("any name"));
        assertThat(TrainedWeights.read(directory.resolve("any name")).toBytes())
                .isEqualTo(file.toBytes());
    }

    @Test
    void aCheckpointIsReadUnderAnyName() throws IOException {
        checkpoint(2).write(directory.resolve("copy of a checkpoint"));
        assertRead(directory.resolve("copy of a checkpoint"), 2);
    }

    /** Each file is added to those before it in the list, and is preferred to them. */
    @ParameterizedTest
    @CsvSource({
        "pretrained.safetensors",
        "checkpoint.safetensors",
        "best.safetensors",
        "learner/pretrained.safetensors",
        "learner/checkpoint.safetensors"
    })
    void ofADirectoryTheMostTrainedIsRead(String last) throws IOException {
        String[] names = {
            "pretrained.safetensors",
            "checkpoint.safetensors",
            "best.safetensors",
            "learner/pretrained.safetensors",
            "learner/checkpoint.safetensors"
        };
        for (int i = 0; i <= Arrays.asList(names).indexOf(last); i++) {
            boolean isCheckpoint = names[i].endsWith("checkpoint.safetensors");
            (isCheckpoint ? checkpoint(i) : policy(i)).write(directory.resolve(names[i]));
        }
        assertRead(directory, Arrays.asList(names).indexOf(last));
    }

    @Test
    void aDirectoryWithoutWeightsSaysWhatWasLookedFor() {
        assertThatThrownBy(() -> TrainedWeights.read(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no weights in " + directory)
                .hasMessageContaining("learner/checkpoint.safetensors")
                .hasMessageContaining("best.safetensors")
                .hasMessageContaining("give " + TrainedWeights.ACCEPTED);
    }

    @Test
    void aMissingPathSaysWhatToGive() {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> TrainedWeights.read(missing))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no weights at " + missing)
                .hasMessageContaining("give " + TrainedWeights.ACCEPTED);
    }

    @Test
    void aBrokenFileInADirectoryIsNamed() throws IOException {
        Path file = directory.resolve("learner").resolve("checkpoint.safetensors");
        checkpoint(1).write(file);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> TrainedWeights.read(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("cut off");
    }

    @Test
    void weightsOfAnotherKindAreNamedWithTheReason() throws IOException {
        Path other = directory.resolve("other.safetensors");
        new SafeTensors(
                        Map.of("property", "band_gap"),
                        Map.of("w", new SafeTensors.Tensor(new long[] {1}, new float[1])))
                .write(other);
        assertThatThrownBy(() -> TrainedWeights.read(other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(other + " holds no policy")
                .hasMessageContaining("Nf")
                .hasMessageContaining("give " + TrainedWeights.ACCEPTED);
    }

    @Test
    void aCheckpointWithoutItsConfigurationOrATensorIsRefused() throws IOException {
        Path file = directory.resolve("checkpoint.safetensors");
        Map<String, String> metadata = new HashMap<>(checkpoint(1).metadata());
        metadata.remove("num_layers");
        new SafeTensors(metadata, checkpoint(1).tensors()).write(file);
        assertThatThrownBy(() -> TrainedWeights.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + " holds no policy")
                .hasMessageContaining("'num_layers'");
        Map<String, SafeTensors.Tensor> tensors = new HashMap<>(checkpoint(1).tensors());
        tensors.remove("parameter/output.bias");
        new SafeTensors(checkpoint(1).metadata(), tensors).write(file);
        assertThatThrownBy(() -> TrainedWeights.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + " holds no policy")
                .hasMessageContaining("'output.bias'");
    }
}
