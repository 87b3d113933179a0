package io.nucleate.cli;

import io.nucleate.local.RunStatistics;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/**
 * The words of {@code up} on stderr: one line that changes in place on a terminal, else a line
 * every ten seconds.
 */
final class ProgressLine implements AutoCloseable {
    private static final Duration PERIOD_OFF_TERMINAL = Duration.ofSeconds(10);
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean terminal = Progress.isWatched();
    private Duration shown = Duration.ZERO;
    private int scoredBefore;
    private boolean open;

    ProgressLine(PrintWriter err) {
        this.err = err;
    }

    synchronized void notice(String words) {
        close();
        err.println(words);
        err.flush();
    }

    synchronized void show(RunStatistics.Snapshot now, Duration up) {
        Duration since = up.minus(shown);
        if (!terminal && since.compareTo(PERIOD_OFF_TERMINAL) < 0) {
            return;
        }
        double rate = shown.isZero()
                ? 0
                : (now.scored() - scoredBefore) * 1000.0 / Math.max(1, since.toMillis());
        String line = String.format(
                Locale.ROOT,
                "%02d:%02d:%02d  policy %d  candidates %d  scored %d (%.1f/s)  rejected %d "
                        + " stale %d  reward %s  E_hull<0.1 %s%s%s",
                up.toHours(),
                up.toMinutesPart(),
                up.toSecondsPart(),
                now.policyVersion(),
                now.candidates(),
                now.scored(),
                rate,
                now.rejected(),
                now.staleDropped(),
                change("%.3f", 1, now.first().meanReward(), now.last().meanReward()),
                change(
                        "%.1f%%",
                        100, now.first().fractionNearHull(), now.last().fractionNearHull()),
                now.audited() == 0
                        ? ""
                        : "  M.S.U.N. "
                                + change(
                                        "%.0f%%",
                                        100,
                                        now.auditedFirst().msun(),
                                        now.auditedLast().msun()),
                now.substituted() == 0 ? "" : substituted(now));
        err.print(terminal ? ERASE_LINE + line : line + System.lineSeparator());
        err.flush();
        open = terminal;
        shown = up;
        scoredBefore = now.scored();
    }

    /** They are in no window, which would hide a run of substitution alone. */
    private static String substituted(RunStatistics.Snapshot now) {
        return String.format(
                Locale.ROOT,
                "  substituted %d, E_hull<0.1 %.1f%%",
                now.substituted(),
                100.0 * now.substitutedNearHull() / now.substituted());
    }

    private static String change(String format, double scale, Double first, Double last) {
        return first == null || last == null
                ? "-"
                : String.format(Locale.ROOT, format + " -> " + format, first * scale, last * scale);
    }

    /** Ends the line that changes in place. */
    @Override
    public synchronized void close() {
        if (open) {
            err.println();
            err.flush();
            open = false;
        }
    }
}
