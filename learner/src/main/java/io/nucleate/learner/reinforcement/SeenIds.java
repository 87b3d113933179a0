package io.nucleate.learner.reinforcement;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which candidates have been counted. A generator numbers its candidates without gaps, so that all
 * but the last few of them are told by one number: memory does not grow with the run.
 */
public final class SeenIds {
    /**
     * One source's numbers.
     *
     * @param below all numbers below this one were seen
     * @param above those seen beyond
     */
    public record Seen(long below, TreeSet<Long> above) {}

    private final Map<String, Seen> bySource = new TreeMap<>();
    private long count;

    /** @return whether the number is new */
    public boolean add(String source, long sequence) {
        Seen seen = bySource.getOrDefault(source, new Seen(0, new TreeSet<>()));
        if (sequence < seen.below() || !seen.above().add(sequence)) {
            return false;
        }
        long below = seen.below();
        while (seen.above().remove(below)) {
            below++;
        }
        bySource.put(source, new Seen(below, seen.above()));
        count++;
        return true;
    }

    /** Number of distinct candidates. */
    public long count() {
        return count;
    }

    /** Live view, to be stored. */
    public Map<String, Seen> bySource() {
        return bySource;
    }

    public void restore(Map<String, Seen> stored, long count) {
        bySource.clear();
        bySource.putAll(stored);
        this.count = count;
    }
}
