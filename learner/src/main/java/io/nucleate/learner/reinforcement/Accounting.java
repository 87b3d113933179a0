package io.nucleate.learner.reinforcement;

import io.nucleate.schemas.SeenIds;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Accounts for candidates, each once. A candidate of which nothing came is lost as soon as it could
 * not be used any more: a generator's versions never fall, so all below the last number that it
 * drew by a version are of that version or older. What comes of a lost candidate later counts as a
 * duplicate.
 */
final class Accounting {
    private final SeenIds seen = new SeenIds();
    /** Of each source, the largest number seen of each version that can still be used. */
    private final Map<String, TreeMap<Integer, Long>> lastByVersion = new HashMap<>();

    private long lost;

    /** Accounts for a candidate; returns whether it is new. */
    boolean add(String source, long sequence) {
        return seen.add(source, sequence);
    }

    /** Notes by which version of the policy a candidate was drawn. */
    void drawn(String source, long sequence, int version) {
        lastByVersion
                .computeIfAbsent(source, name -> new TreeMap<>())
                .merge(version, sequence, Math::max);
    }

    /**
     * Gives up all candidates that are older than a version and of which nothing came.
     *
     * @return how many they are
     */
    long giveUpBefore(int version) {
        long before = lost;
        lastByVersion.forEach((source, last) -> {
            Map<Integer, Long> old = last.headMap(version);
            old.values().stream()
                    .max(Long::compare)
                    .ifPresent(end -> lost += seen.addBelow(source, end));
            old.clear();
        });
        lastByVersion.values().removeIf(Map::isEmpty);
        return lost - before;
    }

    /** Returns the number of distinct candidates whose outcome came. */
    long accounted() {
        return seen.count() - lost;
    }

    /** Returns the number of candidates that were given up. */
    long lost() {
        return lost;
    }

    /** Returns the numbers of a source that are accounted for or lost. */
    SeenIds.Seen of(String source) {
        return seen.of(source);
    }

    /** Returns the numbers of each source that are accounted for or lost. */
    Map<String, SeenIds.Seen> bySource() {
        return seen.bySource();
    }

    /** Returns the largest numbers by source and version, for {@link #restore}. */
    Map<String, TreeMap<Integer, Long>> lastByVersion() {
        return new TreeMap<>(lastByVersion);
    }

    /** Takes up what was stored; earlier releases stored neither versions nor lost candidates. */
    void restore(LearnerState state) {
        seen.restore(state.seen());
        lost = state.lost();
        lastByVersion.clear();
        if (state.lastByVersion() != null) {
            lastByVersion.putAll(state.lastByVersion());
        }
    }
}
