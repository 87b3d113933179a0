package io.nucleate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** The supervisor over real processes. */
@Timeout(240)
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

    @Test
    void theRunGoesOnWithoutAProcessThatItDoesNotNeed() throws InterruptedException {
        ProcessSpec broken = spec("picture", "exit 3");
        supervisor.start(new ProcessSpec(
                broken.name(),
                broken.command(),
                broken.environment(),
                broken.log(),
                Optional.empty(),
                false));
        tickUntil(() -> notices.size() >= RestartPolicy.QUICK_DEATHS_MAX);
        assertThat(notices).anySatisfy(notice -> assertThat(notice)
                .contains("picture", "exit status 3", "the run goes on without it"));
    }

    @Test
    void aProcessThatDoesNotGetOnIsKilledAndStartedAgain() throws InterruptedException {
        AtomicBoolean getsOn = new AtomicBoolean(true);
        AtomicInteger asked = new AtomicInteger();
        Supervisor strict = new Supervisor(
                notices::add,
                new Supervisor.Patience(
                        Duration.ofMinutes(1), Duration.ofMillis(400), Duration.ofMillis(50)));
        ProcessSpec stuck = spec("stuck", "exec sleep 1000");
        strict.start(new ProcessSpec(
                stuck.name(),
                stuck.command(),
                stuck.environment(),
                stuck.log(),
                Optional.of(() -> {
                    asked.incrementAndGet();
                    return getsOn.get()
                            ? CompletableFuture.completedFuture(true)
                            : CompletableFuture.failedFuture(new IOException("no answer"));
                }),
                true));
        long first = strict.pids().get(0);
        tickUntil(strict, () -> asked.get() > 3);
        getsOn.set(false);
        tickUntil(strict, () -> strict.restarts() == 1);
        assertThat(strict.pids()).hasSize(1).doesNotContain(first);
        assertThat(notices).first().asString().contains("stuck", "killing it");
        strict.stop(Duration.ofSeconds(5), "stuck");
    }

    /** SIGSTOP leaves the process alive, and its port open, but it says nothing any more. */
    @Test
    void aStoppedProcessIsStartedAgainAndDoesNotDelayTheEnd() throws Exception {
        int port = Ports.firstFree(28080);
        Probe probe = Probe.service(port);
        AtomicInteger live = new AtomicInteger();
        Supervisor strict = new Supervisor(
                notices::add,
                new Supervisor.Patience(
                        Duration.ofMinutes(3), Duration.ofSeconds(3), Duration.ofMillis(100)));
        strict.start(new ProcessSpec(
                "answers",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AnsweringProcess.class.getName(),
                        Integer.toString(port)),
                Map.of(),
                directory.resolve("answers.log"),
                Optional.of(() -> probe.ask().thenApply(answer -> {
                    live.incrementAndGet();
                    return answer;
                })),
                true));
        long first = strict.pids().get(0);
        tickUntil(strict, () -> live.get() > 0);
        stopForNow(first);
        tickUntil(strict, () -> strict.restarts() == 1);
        live.set(0);
        tickUntil(strict, () -> live.get() > 0);
        long second = strict.pids().get(0);
        assertThat(second).isNotEqualTo(first);

        stopForNow(second);
        strict.stop(Duration.ofMillis(200), "answers");
        assertThat(ProcessHandle.of(second)).isEmpty();
        assertThat(notices).last().asString().contains("did not stop in time");
    }

    private static void stopForNow(long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void causeThatRepeatsBeforeItEverWorkedEndsItAtOnce() throws Exception {
        supervisor.start(new ProcessSpec(
                "scorer",
                List.of("/bin/sh", "-c", "echo 'error: there is no such GPU'; exit 1"),
                Map.of(),
                directory.resolve("scorer.log"),
                Optional.of(() -> CompletableFuture.completedFuture(false)),
                true));
        assertThatThrownBy(() -> tickUntil(() -> false))
                .isInstanceOf(SystemException.class)
                .hasMessageContaining("scorer cannot start: there is no such GPU");
        assertThat(notices)
                .singleElement()
                .asString()
                .contains("scorer ended with exit status 1", "there is no such GPU");
    }

    @Test
    void fullDiskIsNobodysFaultAndIsWaitedFor() throws Exception {
        AtomicBoolean full = new AtomicBoolean(true);
        supervisor.holdWhile(full::get);
        supervisor.start(spec("broker", "echo 'java.io.IOException: No space left on device'"));
        tickUntil(() -> !notices.isEmpty());
        assertThat(notices)
                .singleElement()
                .asString()
                .contains("No space left on device", "when there is room");
        for (int i = 0; i < 20; i++) {
            supervisor.tick();
        }
        assertThat(supervisor.restarts()).isZero();
        full.set(false);
        tickUntil(() -> supervisor.restarts() == 1);
    }

    private void tickUntil(BooleanSupplier condition) throws InterruptedException {
        tickUntil(supervisor, condition);
    }

    private static void tickUntil(Supervisor supervisor, BooleanSupplier condition)
            throws InterruptedException {
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
