package io.nucleate.schemas;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Tells new candidates from those that were counted before: records come at least once. A source
 * numbers its candidates from 0 without gaps, so one number stands for all candidates below the
 * first one that is missing, and one bit for each candidate beyond it. Where nothing stays missing,
 * memory does not grow with the run. For use by one thread.
 */
public final class SeenIds {
    /** Bits of numbers without gaps are dropped when there are so many of them, not one by one. */
    private static final int DROPPED_MIN = 4096;

    private final Map<String, SourceNumbers> bySource = new TreeMap<>();
    private long count;

    /**
     * The numbers of one source as they are stored.
     *
     * @param below first number that was not seen; all numbers below it were
     * @param above numbers seen beyond it
     */
    public record Seen(long below, TreeSet<Long> above) {}

    /**
     * Counts a candidate.
     *
     * @param source generator, or whatever else numbers what it sends
     * @param sequence number within the source, from 0
     * @return whether it is new
     */
    public boolean add(String source, long sequence) {
        boolean isNew =
                bySource.computeIfAbsent(source, name -> new SourceNumbers(0)).add(sequence);
        count += isNew ? 1 : 0;
        return isNew;
    }

    /** Returns the number of distinct candidates. */
    public long count() {
        return count;
    }

    /** Returns the numbers of each source, to be stored. */
    public Map<String, Seen> bySource() {
        return bySource.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().toSeen(),
                        (first, second) -> first,
                        TreeMap::new));
    }

    /** Forgets everything, then takes up what {@link #bySource} gave. */
    public void restore(Map<String, Seen> stored) {
        bySource.clear();
        count = 0;
        stored.forEach((source, seen) -> {
            SourceNumbers numbers = new SourceNumbers(seen.below());
            seen.above().forEach(numbers::add);
            bySource.put(source, numbers);
            count += seen.below() + seen.above().size();
        });
    }

    /** The numbers of one source: all below the first bit, and one bit for each from there on. */
    private static final class SourceNumbers {
        private long first;
        private BitSet bits = new BitSet();

        SourceNumbers(long first) {
            this.first = first;
        }

        boolean add(long number) {
            if (number < first || bits.get(Math.toIntExact(number - first))) {
                return false;
            }
            bits.set(Math.toIntExact(number - first));
            int missing = bits.nextClearBit(0);
            if (missing >= DROPPED_MIN) {
                bits = bits.get(missing, bits.length());
                first += missing;
            }
            return true;
        }

        Seen toSeen() {
            int missing = bits.nextClearBit(0);
            TreeSet<Long> above = bits.stream()
                    .skip(missing)
                    .mapToObj(bit -> first + bit)
                    .collect(Collectors.toCollection(TreeSet::new));
            return new Seen(first + missing, above);
        }
    }
}
