package io.nucleate.local;

import java.time.Duration;
import java.util.Optional;

/**
 * When to start a dead process again: at once after a long life, later and later after quick
 * deaths. After too many of them in a row, a process that the loop needs is given up, and one that
 * it does not need is tried about once a minute.
 */
final class RestartPolicy {
    static final Duration QUICK_DEATH = Duration.ofSeconds(20);
    static final int QUICK_DEATHS_MAX = 5;
    private static final Duration FIRST_WAIT = Duration.ofMillis(250);
    private static final int DOUBLINGS_MAX = 8;

    private final boolean isNeeded;
    private int quickDeaths;

    /** @param isNeeded whether the loop stops without the process */
    RestartPolicy(boolean isNeeded) {
        this.isNeeded = isNeeded;
    }

    /** Takes a death into account; the wait before the next start, or nothing to give up. */
    Optional<Duration> died(Duration lived) {
        quickDeaths = lived.compareTo(QUICK_DEATH) < 0 ? quickDeaths + 1 : 0;
        return isHopeless() && isNeeded
                ? Optional.empty()
                : Optional.of(FIRST_WAIT.multipliedBy(1L << Math.min(quickDeaths, DOUBLINGS_MAX)));
    }

    /** Returns whether it has died too often. */
    boolean isHopeless() {
        return quickDeaths >= QUICK_DEATHS_MAX;
    }
}
