package io.nucleate.local;

import java.time.Duration;
import java.util.Optional;

/**
 * When to start a dead process again: at once after a long life, later and later after quick
 * deaths, and no more after too many of them in a row.
 */
final class RestartPolicy {
    static final Duration QUICK_DEATH = Duration.ofSeconds(20);
    static final int QUICK_DEATHS_MAX = 5;
    private static final Duration FIRST_WAIT = Duration.ofMillis(250);

    private int quickDeaths;

    /** Takes a death into account; the wait before the next start, or nothing to give up. */
    Optional<Duration> died(Duration lived) {
        quickDeaths = lived.compareTo(QUICK_DEATH) < 0 ? quickDeaths + 1 : 0;
        if (quickDeaths >= QUICK_DEATHS_MAX) {
            return Optional.empty();
        }
        return Optional.of(FIRST_WAIT.multipliedBy(1L << quickDeaths));
    }
}
