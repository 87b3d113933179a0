package io.nucleate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The supervisor over real processes. */
@Timeout(60)
class SupervisorTest {
    @TempDir
    Path directory;

    private final List<String> notices = new ArrayList<>();
    private final Supervisor supervisor = new Supervisor(notices::add);

    @AfterEach
    void stop() {
        supervisor.stop(Duration.ofSeconds(5), supervisor.names().toArray(String[]::new));
    }

    @Test
    void killedProcessIsStartedAgain() throws InterruptedException {
        supervisor.start(spec("sleeper", "exec sleep 1000"));
        long first = supervisor.pids().get(0);
        ProcessHandle.of(first).orElseThrow().destroyForcibly();
        tickUntil(() -> supervisor.restarts() == 1);
        assertThat(supervisor.pids()).hasSize(1).doesNotContain(first);
        assertThat(notices).singleElement().asString().contains("sleeper", "137");
    }

    @Test
    void processThatKeepsDyingEndsItAllWithTheEndOfItsLog() {
        supervisor.start(spec("broken", "echo the disk is on fire; exit 3"));
        assertThatThrownBy(() -> tickUntil(() -> false))
                .isInstanceOf(SystemException.class)
                .hasMessageContaining("broken")
                .hasMessageContaining("exit status 3")
                .hasMessageContaining("the disk is on fire");
    }

    @Test
    void stopAsksFirstAndKillsTheDeaf() throws Exception {
        supervisor.start(spec(
                "polite",
                "trap 'echo goodbye; exit 0' TERM; echo ready; while :; do sleep 0.05; done"));
        supervisor.start(spec("deaf", "trap '' TERM; echo ready; while :; do sleep 0.05; done"));
        List<Long> pids = supervisor.pids();
        for (String name : List.of("polite", "deaf")) {
            tickUntil(() -> log(name).contains("ready"));
        }
        supervisor.stop(Duration.ofSeconds(1), "polite", "deaf");
        assertThat(log("polite")).contains("goodbye");
        assertThat(notices).singleElement().asString().contains("deaf", "killing");
        assertThat(pids).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
    }

    private void tickUntil(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            supervisor.tick();
            Thread.sleep(20);
        }
    }

    private ProcessSpec spec(String name, String script) {
        return new ProcessSpec(
                name, List.of("/bin/sh", "-c", script), Map.of(), directory.resolve(name + ".log"));
    }

    private String log(String name) {
        try {
            return Files.readString(directory.resolve(name + ".log"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
