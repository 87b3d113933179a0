package io.nucleate.dashboard.view;

import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/** Takes audits of neighbouring versions together: a version alone has few, which say little. */
final class AuditWindows {
    /** Rows that are read at first; a window's audits are usually within them. */
    private static final int ROWS = 64;

    private final RunState state;

    AuditWindows(RunState state) {
        this.state = state;
    }

    /**
     * Returns the run's first audits; null while there are none.
     *
     * @param newest newest version of the policy
     */
    AuditWindow first(String run, int newest) {
        for (int versions = ROWS; ; versions *= 2) {
            AuditSums sum = AuditSums.NONE;
            int to = 0;
            for (var version : state.audits(run, 0, versions - 1, 1).entrySet()) {
                sum = sum.merge(version.getValue());
                to = version.getKey();
                if (sum.crystals() >= AuditWindow.CRYSTALS_MIN) {
                    return AuditWindow.of(0, to, sum);
                }
            }
            if (versions > newest) {
                return sum.crystals() == 0 ? null : AuditWindow.of(0, to, sum);
            }
        }
    }

    /**
     * Returns the run's latest audits; null while there are none.
     *
     * @param newest newest version of the policy
     */
    AuditWindow last(String run, int newest) {
        NavigableMap<Integer, AuditSums> read = withEnoughBefore(run, newest + 1, 1);
        return read.isEmpty() ? null : trailing(read);
    }

    /**
     * Returns for each row that has audits the window that ends with it.
     *
     * @param start the first row, a multiple of the width
     * @param width versions in a row
     * @return windows by the version that begins the row
     */
    SortedMap<Integer, AuditWindow> upToEach(String run, int start, int width) {
        NavigableMap<Integer, AuditSums> read = withEnoughBefore(run, start, width);
        SortedMap<Integer, AuditWindow> windows = new TreeMap<>();
        for (int row : read.tailMap(start, true).keySet()) {
            windows.put(row, trailing(read.headMap(row, true)));
        }
        return windows;
    }

    /** Reads the rows from the start on, and of those before it as many as fill a window. */
    private NavigableMap<Integer, AuditSums> withEnoughBefore(String run, int start, int width) {
        for (int rows = ROWS; ; rows *= 2) {
            int from = Math.max(0, start - rows * width);
            var read = new TreeMap<>(state.audits(run, from, Integer.MAX_VALUE, width));
            long before = read.headMap(start).values().stream()
                    .mapToLong(AuditSums::crystals)
                    .sum();
            if (from == 0 || before >= AuditWindow.CRYSTALS_MIN) {
                return read;
            }
        }
    }

    /** @param rows at least one */
    private static AuditWindow trailing(NavigableMap<Integer, AuditSums> rows) {
        AuditSums sum = AuditSums.NONE;
        int from = rows.lastKey();
        for (Map.Entry<Integer, AuditSums> row : rows.descendingMap().entrySet()) {
            if (sum.crystals() >= AuditWindow.CRYSTALS_MIN) {
                break;
            }
            sum = sum.merge(row.getValue());
            from = row.getKey();
        }
        return AuditWindow.of(from, rows.lastKey(), sum);
    }
}
