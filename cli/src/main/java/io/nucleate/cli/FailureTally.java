package io.nucleate.cli;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Counts inputs, and those that failed by their reasons, and says so in a few lines. Reasons that
 * differ in their numbers alone are one.
 */
final class FailureTally {
    private static final int REASONS_SHOWN = 3;
    private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?([eE][+-]?\\d+)?");

    private final Map<String, Reason> reasons = new LinkedHashMap<>();
    private int inputs;
    private int failures;

    /** Counts how often something went wrong; knows where it did so first. */
    private static final class Reason {
        private final String words;
        private final String place;
        private int times;

        Reason(String words, String place) {
            this.words = words;
            this.place = place;
        }

        @Override
        public String toString() {
            return words + (times == 1 ? " (" : " (first: ") + place + ")";
        }
    }

    void succeeded() {
        inputs++;
    }

    /**
     * @param place of the input, such as {@code salts.jsonl line 3}
     * @param error what is wrong, with or without the place before it
     */
    void failed(String place, String error) {
        inputs++;
        failures++;
        String words = error.startsWith(place + ": ") ? error.substring(place.length() + 2) : error;
        reasons.computeIfAbsent(
                        NUMBER.matcher(words).replaceAll("#"), key -> new Reason(words, place))
                .times++;
    }

    int failures() {
        return failures;
    }

    /** Exit code: 1 if any input failed. */
    int exitCode() {
        return failures == 0 ? 0 : 1;
    }

    /**
     * Says how many failed and why, the most frequent reason first; nothing where none did.
     *
     * @param summary format of the first line, for the number of failures and that of inputs
     */
    void report(PrintWriter err, String summary) {
        if (failures == 0) {
            return;
        }
        String first = String.format(summary, failures, inputs);
        if (reasons.size() == 1) {
            err.println(first + ": " + reasons.values().iterator().next());
        } else {
            err.println(first);
            List<Reason> sorted = reasons.values().stream()
                    .sorted(Comparator.comparingInt((Reason reason) -> -reason.times))
                    .toList();
            List<Reason> shown = sorted.subList(0, Math.min(REASONS_SHOWN, sorted.size()));
            shown.forEach(reason -> err.println("  " + reason.times + "x " + reason));
            int others =
                    failures - shown.stream().mapToInt(reason -> reason.times).sum();
            if (others > 0) {
                err.println("  " + others + "x other reasons");
            }
        }
        err.flush();
    }
}
