package io.nucleate.dashboard.view;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts by name. */
final class Counts {
    private Counts() {}

    /** Counts each name once. */
    static Map<String, Long> of(List<String> names) {
        Map<String, Long> counts = new TreeMap<>();
        names.forEach(name -> counts.put(name, 1L));
        return counts;
    }

    static Map<String, Long> sum(Map<String, Long> a, Map<String, Long> b) {
        Map<String, Long> sum = new TreeMap<>(a);
        b.forEach((name, count) -> sum.merge(name, count, Long::sum));
        return sum;
    }
}
