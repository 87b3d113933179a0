package io.nucleate.schemas;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Shows that a loop goes round. A thread that lives may hang in a call that never returns; only a
 * loop that turns gets on. Whether there is work does not matter: a loop that waits turns too.
 */
public final class Heartbeat {
    private final LongSupplier nanoTime;
    private volatile long lastNanos;

    /** @param nanoTime as {@link Host#nanoTime} gives it */
    public Heartbeat(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        beat();
    }

    /** Called by the loop at each turn. */
    public void beat() {
        lastNanos = nanoTime.getAsLong();
    }

    /** Returns the time since the last beat, or since the start. Any thread may call it. */
    public Duration silence() {
        return Duration.ofNanos(nanoTime.getAsLong() - lastNanos);
    }
}
