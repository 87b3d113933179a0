package io.nucleate.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class DeathCauseTest {
    @Test
    void innermostCauseOfAServiceIsToldInPlainWords() {
        assertThat(DeathCause.of(List.of(
                        "2026-11-29 02:00:00,123 INFO  [io.quarkus] (main) started in 2 s",
                        "2026-11-29 02:00:01,456 ERROR [io.qua.run.Application] (main) Failed to"
                                + " start application: java.lang.RuntimeException: Failed to start",
                        "\tat io.quarkus.runner.ApplicationImpl.doStart(Unknown Source)",
                        "Caused by: java.lang.IllegalArgumentException: device 'gpu:0' was asked"
                                + " for but PyTorch sees 0 GPUs; use auto or cpu",
                        "\tat io.nucleate.tensors.Devices.of(Devices.java:46)")))
                .contains("device 'gpu:0' was asked for but PyTorch sees 0 GPUs; use auto or cpu");
    }

    @Test
    void lastErrorCountsAndWarningsDoNot() {
        assertThat(DeathCause.of(List.of(
                        "2026-11-29 02:00:00,123 ERROR [io.nuc.Loop] (loop) the first",
                        "2026-11-29 02:00:01,123 FATAL [io.nuc.Loop] (loop) run r has another"
                                + " learner",
                        "2026-11-29 02:00:02,123 WARN  [org.apache.kafka] (loop) goodbye")))
                .contains("run r has another learner");
        assertThat(DeathCause.of(List.of("error: port 9092 is in use")))
                .contains("port 9092 is in use");
        assertThat(DeathCause.of(List.of("listening", "bye"))).isEmpty();
    }

    @Test
    void fullDiskIsToldWhateverFollows() {
        assertThat(DeathCause.of(List.of(
                        "2026-11-29 02:00:00 SEVERE [kafka.log] Error while writing",
                        "java.io.IOException: No space left on device",
                        "\tat java.base/sun.nio.ch.FileDispatcherImpl.write0(Native Method)",
                        "2026-11-29 02:00:00 SEVERE [kafka] Shutting down: all log dirs failed")))
                .contains(DeathCause.DISK_FULL);
    }

    @Test
    void onlyWhatTheLastProcessWroteCounts(@TempDir Path directory) throws Exception {
        Path log = directory.resolve("x.log");
        Files.writeString(log, "error: earlier\n");
        assertThat(DeathCause.read(log, Files.size(log))).isEmpty();
        assertThat(DeathCause.read(log, 0)).contains("earlier");
        assertThat(DeathCause.read(directory.resolve("none"), 0)).isEmpty();
    }
}
