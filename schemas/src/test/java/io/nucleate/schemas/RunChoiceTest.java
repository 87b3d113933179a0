package io.nucleate.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/** The rows of the table of {@link RunChoice}. */
class RunChoiceTest {
    private final Run a = run("a", RunStatus.RUNNING);
    private final Run b = run("b", RunStatus.RUNNING);
    private final Run paused = run("paused", RunStatus.PAUSED);
    private final Run ended = run("ended", RunStatus.ENDED);

    private static Run run(String id, RunStatus state) {
        return Run.newBuilder(TestRuns.of(id)).setState(state).build();
    }

    @Test
    void aNamedRunIsTakenUnlessItHasEnded() {
        assertThat(RunChoice.of(Optional.of("b"), List.of(a, b)).run()).contains(b);
        assertThat(RunChoice.of(Optional.of("paused"), List.of(a, paused)).run())
                .contains(paused);
        RunChoice over = RunChoice.of(Optional.of("ended"), List.of(a, ended));
        assertThat(over.run()).isEmpty();
        assertThat(over.waitsFor()).contains("run ended has ended");
        RunChoice missing = RunChoice.of(Optional.of("c"), List.of(a));
        assertThat(missing.run()).isEmpty();
        assertThat(missing.waitsFor()).contains("no run c yet");
    }

    @Test
    void withoutANameTheOnlyRunningOneIsTaken() {
        assertThat(RunChoice.of(Optional.empty(), List.of(ended, paused, a)).run())
                .contains(a);
        RunChoice none = RunChoice.of(Optional.empty(), List.of(ended, paused));
        assertThat(none.run()).isEmpty();
        assertThat(none.waitsFor()).contains("no run is running");
        RunChoice several = RunChoice.of(Optional.empty(), List.of(a, b));
        assertThat(several.run()).isEmpty();
        assertThat(several.waitsFor()).contains("a (running), b (running)");
    }
}
