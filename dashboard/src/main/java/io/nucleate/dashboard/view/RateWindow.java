package io.nucleate.dashboard.view;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts recent events by the time at which they happened, so that a backlog read after a restart
 * does not look like a burst.
 *
 * @param counts events by bin of {@value #BIN_SECONDS} seconds since the epoch
 */
public record RateWindow(SortedMap<Long, Long> counts) {
    static final int BIN_SECONDS = 5;
    private static final int BINS = 61;

    /** The longest span that a rate can be asked for: five minutes. */
    public static final Duration SPAN_MAX = Duration.ofSeconds((BINS - 1) * BIN_SECONDS);

    public static final RateWindow EMPTY = new RateWindow(Collections.emptySortedMap());

    public RateWindow {
        TreeMap<Long, Long> kept = new TreeMap<>(counts);
        if (!kept.isEmpty()) {
            kept.headMap(kept.lastKey() - BINS + 1).clear();
        }
        counts = Collections.unmodifiableSortedMap(kept);
    }

    public RateWindow add(Instant at) {
        return merge(new RateWindow(new TreeMap<>(Map.of(binOf(at), 1L))));
    }

    public RateWindow merge(RateWindow other) {
        TreeMap<Long, Long> sum = new TreeMap<>(counts);
        other.counts.forEach((bin, count) -> sum.merge(bin, count, Long::sum));
        return new RateWindow(sum);
    }

    /**
     * Returns the events per second over the last whole bins of a span.
     *
     * @param start when events became possible: a shorter past is averaged over its own length
     * @param span at most {@link #SPAN_MAX}
     */
    public double perSecond(Instant start, Instant now, Duration span) {
        long end = binOf(now);
        long first = end - span.toSeconds() / BIN_SECONDS;
        long bins = Math.max(1, Math.min(end - first, end - binOf(start)));
        long events = counts.subMap(first, end).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return (double) events / (bins * BIN_SECONDS);
    }

    private static long binOf(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), (long) BIN_SECONDS);
    }
}
