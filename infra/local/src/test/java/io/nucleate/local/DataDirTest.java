package io.nucleate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

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
    void placeThatIsNoDirectoryIsNamedWithTheRemedy() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));
        assertThatThrownBy(() -> DataDir.open(file))
                .isInstanceOf(SystemException.class)
                .hasMessageContainingAll(file.toString(), "--data-dir");
    }

    @Test
    void stoppedRunIsTakenAndOneThatGoesOnIsRefusedWithTheWayToItsBroker() {
        Path path = temp.resolve("data");
        assertThatThrownBy(() -> DataDir.openStopped(path))
                .isInstanceOf(SystemException.class)
                .hasMessageContainingAll("no run in", path.toString());
        assertThat(path).doesNotExist();
        String id;
        try (DataDir up = DataDir.open(path)) {
            id = up.run(OptionalLong.of(7)).id();
            assertThatThrownBy(() -> DataDir.openStopped(path))
                    .isInstanceOf(SystemException.class)
                    .hasMessageContainingAll("--bootstrap-servers", "--run " + id);
            assertThatThrownBy(() -> DataDir.open(path))
                    .isInstanceOf(SystemException.class)
                    .hasMessageContaining("--data-dir");
        }
        try (DataDir stopped = DataDir.openStopped(path)) {
            assertThat(stopped.run(OptionalLong.empty()).id()).isEqualTo(id);
        }
    }
}
