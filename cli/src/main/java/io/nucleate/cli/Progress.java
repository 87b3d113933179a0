package io.nucleate.cli;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Progress bars on stderr, silent where nobody watches. */
final class Progress {
    private Progress() {}

    /**
     * Tells whether stderr is a terminal. Java cannot tell, {@code System.console()} asks about
     * other streams; the launcher can.
     */
    static boolean isWatched() {
        return Boolean.getBoolean("nucleate.terminal");
    }

    /** @param steps to do; -1 if unknown */
    static ProgressBar bar(String task, long steps) {
        PrintStream sink = isWatched()
                ? System.err
                : new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setConsumer(new ConsoleProgressBarConsumer(sink))
                .build();
    }
}
