package io.nucleate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;

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

class PolicyConfigTest {
    /** The number the authors publish for their default. */
    @Test
    void theReferenceSizeHasItsPublishedNumberOfParameters() {
        long parameters = Parameters.shapes(PolicyConfig.reference()).values().stream()
                .mapToLong(shape -> Arrays.stream(shape).reduce(1, (x, y) -> x * y))
                .sum();
        assertThat(parameters).isEqualTo(4_833_575);
    }

    @Test
    void metadataRoundTrips() {
        assertThat(PolicyConfig.ofMetadata(PolicyConfig.reference().toMetadata()))
                .isEqualTo(PolicyConfig.reference());
    }

    @Test
    void weightsRoundTripThroughAFile(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("policy.safetensors");
        try (Policy policy = Fixtures.policy("tiny", "sampled")) {
            policy.toSafeTensors().write(file);
            try (Policy again = Policy.load(file, Device.cpu())) {
                assertThat(again.config()).isEqualTo(policy.config());
                assertThat(again.logProb(Fixtures.crystals("tiny")))
                        .isEqualTo(policy.logProb(Fixtures.crystals("tiny")));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "likelihood | exact | likelihood='exact': unknown convention 'exact'; use reference",
                "space_group_counts | 1:5,225 | space_group_counts with '225', not a space group",
                "space_group_counts | 1:many | space_group_counts with '1:many'",
                "space_group_counts | 231:1 | 231",
                "num_layers | six | num_layers='six', not a whole number",
                "atom_types | 101 | only 119 is supported",
                "num_layers | 2 | layers.1",
            })
    void metadataThatDoesNotFitIsRefusedByItsEntry(String key, String value, String reason) {
        SafeTensors fitting = Parameters.initialize(TestPolicies.TINIEST, 1);
        Map<String, String> metadata = new HashMap<>(fitting.metadata());
        metadata.put(key, value);
        SafeTensors file = new SafeTensors(metadata, fitting.tensors());
        assertThatCode(() -> Policy.require(fitting)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Policy.require(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void badWeightsSayWhatIsWrong(@TempDir Path directory) throws IOException {
        Path missing = directory.resolve("none.safetensors");
        assertThatThrownBy(() -> Policy.load(missing, Device.cpu()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(missing.toString());
        Path garbage =
                Files.writeString(directory.resolve("garbage.safetensors"), "not weights at all");
        assertThatThrownBy(() -> Policy.load(garbage, Device.cpu()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not a readable safetensors file");
        try (Policy policy = Fixtures.policy("tiny")) {
            Map<String, SafeTensors.Tensor> tensors =
                    new HashMap<>(policy.toSafeTensors().tensors());
            tensors.remove("output.bias");
            SafeTensors incomplete = new SafeTensors(policy.toSafeTensors().metadata(), tensors);
            assertThatThrownBy(() -> Policy.of(incomplete, Device.cpu()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("output.bias");
        }
    }
}
