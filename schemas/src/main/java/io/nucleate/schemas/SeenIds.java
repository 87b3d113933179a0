package io.nucleate.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Tells new candidates from those that were counted before: records come at least once. A source
 * numbers its candidates from 0, nearly in the order in which they come, so its numbers are kept as
 * intervals: memory and stored size grow with the number of gaps, not with the run, and a number
 * that never comes costs one interval. For use by one thread.
 */
public final class SeenIds {
    private final Map<String, SourceNumbers> bySource = new TreeMap<>();
    private long count;

    /**
     * The numbers of one source as they are stored.
     *
     * @param below first number that was not seen; all numbers below it were
     * @param above numbers seen beyond it, in ascending order, with a gap before each interval
     */
    public record Seen(long below, List<Interval> above) {
        /** Returns how many numbers were seen. */
        public long count() {
            return below + above.stream().mapToLong(Interval::size).sum();
        }
    }

    /**
     * Consecutive numbers; as JSON {@code [first, last]}.
     *
     * @param last the last one inside
     */
    public record Interval(long first, long last) {
        public Interval {
            if (first < 0 || last < first) {
                throw new IllegalArgumentException(
                        "numbers from " + first + " to " + last + " are no interval");
            }
        }

        /**
         * Reads JSON; a single number, as checkpoints of earlier releases list them, is one too.
         */
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Interval ofJson(JsonNode json) {
            return json.isArray()
                    ? new Interval(json.path(0).asLong(-1), json.path(1).asLong(-1))
                    : new Interval(json.asLong(-1), json.asLong(-1));
        }

        @JsonValue
        long[] toJson() {
            return new long[] {first, last};
        }

        private long size() {
            return last - first + 1;
        }
    }

    /**
     * Counts a candidate.
     *
     * @param source generator, or whatever else numbers what it sends
     * @param sequence number within the source, from 0
     * @return whether it is new; a negative number, which no source gives, never is
     */
    public boolean add(String source, long sequence) {
        boolean isNew = sequence >= 0
                && bySource.computeIfAbsent(source, name -> new SourceNumbers()).add(sequence);
        count += isNew ? 1 : 0;
        return isNew;
    }

    /**
     * Counts all candidates of a source below a number.
     *
     * @return how many of them are new
     */
    public long addBelow(String source, long end) {
        long before = count;
        SourceNumbers numbers = bySource.computeIfAbsent(source, name -> new SourceNumbers());
        count += numbers.addBelow(end);
        return count - before;
    }

    /** Returns the numbers of one source; none where it is not known. */
    public Seen of(String source) {
        SourceNumbers numbers = bySource.get(source);
        return numbers == null ? new Seen(0, List.of()) : numbers.toSeen();
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
            bySource.put(source, new SourceNumbers(seen));
            count += seen.count();
        });
    }

    /** The numbers of one source: the last of each interval by its first, none touching another. */
    private static final class SourceNumbers {
        private final TreeMap<Long, Long> intervals = new TreeMap<>();

        SourceNumbers() {}

        SourceNumbers(Seen seen) {
            if (seen.below() > 0) {
                intervals.put(0L, seen.below() - 1);
            }
            // Single numbers of earlier releases may touch.
            seen.above().forEach(interval -> {
                Map.Entry<Long, Long> previous = intervals.lastEntry();
                boolean touches = previous != null && previous.getValue() == interval.first() - 1;
                intervals.put(touches ? previous.getKey() : interval.first(), interval.last());
            });
        }

        boolean add(long number) {
            Map.Entry<Long, Long> previous = intervals.floorEntry(number);
            if (previous != null && number <= previous.getValue()) {
                return false;
            }
            boolean touches = previous != null && previous.getValue() == number - 1;
            Long lastOfNext = intervals.remove(number + 1);
            intervals.put(
                    touches ? previous.getKey() : Long.valueOf(number),
                    lastOfNext == null ? Long.valueOf(number) : lastOfNext);
            return true;
        }

        long addBelow(long end) {
            if (end <= 0) {
                return 0;
            }
            long seenBelow = 0;
            long last = end - 1;
            SortedMap<Long, Long> filled = intervals.headMap(end, true);
            for (Map.Entry<Long, Long> interval : filled.entrySet()) {
                seenBelow +=
                        Math.max(0, Math.min(interval.getValue(), end - 1) - interval.getKey() + 1);
                last = Math.max(last, interval.getValue());
            }
            filled.clear();
            intervals.put(0L, last);
            return end - seenBelow;
        }

        Seen toSeen() {
            List<Interval> above = new ArrayList<>(intervals.size());
            intervals.forEach((first, last) -> above.add(new Interval(first, last)));
            long below = intervals.getOrDefault(0L, -1L) + 1;
            return new Seen(below, below == 0 ? above : above.subList(1, above.size()));
        }
    }
}
