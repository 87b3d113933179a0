package io.nucleate.local.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirTest {
    @TempDir
    Path temp;

    @Test
    void runIsRemembered() {
        DataDir.Run first;
        try (DataDir dataDir = DataDir.open(temp.resolve("data"))) {
            first = dataDir.run(OptionalLong.of(7));
            assertThat(first.seed()).isEqualTo(7);
        }
        try (DataDir dataDir = DataDir.open(temp.resolve("data"))) {
            assertThat(dataDir.run(OptionalLong.empty())).isEqualTo(first);
            assertThatThrownBy(() -> dataDir.run(OptionalLong.of(8)))
                    .isInstanceOf(SystemException.class)
                    .hasMessageContainingAll(first.id(), "seed 7", "--data-dir");
        }
    }

    @Test
    void policyOfTheRunIsKept() throws IOException {
        Path weights = Files.write(temp.resolve("a.safetensors"), new byte[] {1});
        Path others = Files.write(temp.resolve("b.safetensors"), new byte[] {2});
        try (DataDir dataDir = DataDir.open(temp.resolve("data"))) {
            assertThat(dataDir.initialWeights(Optional.of(weights))).hasBinaryContent(new byte[] {1});
            assertThat(dataDir.initialWeights(Optional.of(weights))).hasBinaryContent(new byte[] {1});
            assertThatThrownBy(() -> dataDir.initialWeights(Optional.of(others)))
                    .isInstanceOf(SystemException.class)
                    .hasMessageContaining("another policy");
        }
    }

    @Test
    void missingWeightsAreNamed() {
        try (DataDir dataDir = DataDir.open(temp.resolve("data"))) {
            assertThatThrownBy(() -> dataDir.initialWeights(Optional.of(temp.resolve("none"))))
                    .isInstanceOf(SystemException.class)
                    .hasMessageContaining(temp.resolve("none").toString());
        }
    }

    @Test
    void placeThatIsNoDirectoryIsNamedWithTheRemedy() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));
        assertThatThrownBy(() -> DataDir.open(file))
                .isInstanceOf(SystemException.class)
                .hasMessageContainingAll(file.toString(), "--data-dir");
    }
}
