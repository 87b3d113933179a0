package io.nucleate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class DataDirTest {
    @TempDir
    Path temp;

    @Test
    void runIsRemembered() {
        DataDir.Run first = new DataDir.Run("first", 7);
        try (DataDir dataDir = DataDir.open(temp.resolve("data"))) {
            assertThat(dataDir.run()).isEmpty();
            dataDir.replaceRun(first);
        }
        try (DataDir dataDir = DataDir.open(temp.resolve("data"))) {
            assertThat(dataDir.run()).contains(first);
        }
    }

    @Test
    void aNewRunTakesThePlaceOfTheFirstWhichKeepsItsState() throws IOException {
        try (DataDir dataDir = DataDir.open(temp.resolve("data"))) {
            dataDir.replaceRun(new DataDir.Run("first", 7));
            Path place = dataDir.learner("first");
            assertThat(place).hasFileName("learner");
            Files.createDirectories(place);
            Files.writeString(place.resolve("epoch"), "3");
            dataDir.replaceRun(new DataDir.Run("second", 8));
            assertThat(dataDir.learner("second")).isEqualTo(place).doesNotExist();
            assertThat(dataDir.learner("first").resolve("epoch")).hasContent("3");
            assertThat(dataDir.learner("third")).hasFileName("learner-third");
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
            id = "20261124-101500-a1b2c3";
            up.replaceRun(new DataDir.Run(id, 7));
            assertThatThrownBy(() -> DataDir.openStopped(path))
                    .isInstanceOf(SystemException.class)
                    .hasMessageContainingAll("--bootstrap-servers", "--run " + id);
            assertThatThrownBy(() -> DataDir.open(path))
                    .isInstanceOf(SystemException.class)
                    .hasMessageContaining("--data-dir");
        }
        try (DataDir stopped = DataDir.openStopped(path)) {
            assertThat(stopped.run()).contains(new DataDir.Run(id, 7));
        }
    }
}
