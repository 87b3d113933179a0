package io.nucleate.local;

import io.nucleate.schemas.AuditedCrystal;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Counts what the audits of a run have found, in the crystals that were sampled first and last.
 * What could not be scored counts as well: as a crystal of which nothing came. Each is to be added
 * once; for use by one thread.
 */
public final class AuditStatistics {
    /** Windows hold a quarter of the audits, within these bounds; of fewer, a half each. */
    static final int WINDOW_MIN = 50;

    static final int WINDOW_MAX = 500;
    private static final Comparator<AuditedCrystal> BY_TIME =
            Comparator.comparingLong(AuditedCrystal::sampledAtMs).thenComparing(AuditedCrystal::id);

    private final PriorityQueue<AuditedCrystal> first = new PriorityQueue<>(BY_TIME.reversed());
    private final PriorityQueue<AuditedCrystal> last = new PriorityQueue<>(BY_TIME);
    private int count;

    /** What was counted, to be stored. */
    record State(int count, List<AuditedCrystal> first, List<AuditedCrystal> last) {}

    /**
     * The audits of a stretch of crystals.
     *
     * @param msun share that is metastable once relaxed, the first of its kind among these, and no
     *     known material; null without any crystals
     * @param confirmedMsun share of which a second potential says so too
     * @param meanSites mean number of occupied Wyckoff positions
     */
    public record Window(int crystals, Double msun, Double confirmedMsun, Double meanSites) {
        private static Window of(List<AuditedCrystal> crystals) {
            int n = crystals.size();
            if (n == 0) {
                return new Window(0, null, null, null);
            }
            Set<String> kinds = new HashSet<>();
            Set<String> confirmedKinds = new HashSet<>();
            for (AuditedCrystal crystal : crystals) {
                if (crystal.mayBeMsun()) {
                    kinds.add(crystal.kind());
                }
                if (crystal.mayBeConfirmedMsun()) {
                    confirmedKinds.add(crystal.kind());
                }
            }
            return new Window(
                    n,
                    (double) kinds.size() / n,
                    (double) confirmedKinds.size() / n,
                    crystals.stream().mapToInt(AuditedCrystal::sites).average().orElseThrow());
        }
    }

    void add(AuditedCrystal crystal) {
        count++;
        for (PriorityQueue<AuditedCrystal> window : List.of(first, last)) {
            window.add(crystal);
            if (window.size() > WINDOW_MAX) {
                window.remove();
            }
        }
    }

    int count() {
        return count;
    }

    Window first() {
        return Window.of(first.stream().sorted(BY_TIME).limit(size()).toList());
    }

    Window last() {
        return Window.of(last.stream().sorted(BY_TIME.reversed()).limit(size()).toList());
    }

    private int size() {
        return Math.min(count / 2, Math.max(WINDOW_MIN, Math.min(WINDOW_MAX, count / 4)));
    }

    State state() {
        return new State(count, List.copyOf(first), List.copyOf(last));
    }

    /** Takes up what {@link #state} gave, before anything was added. */
    void restore(State state) {
        count = state.count();
        first.addAll(state.first());
        last.addAll(state.last());
    }
}
