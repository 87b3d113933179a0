package io.nucleate.local;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes amounts of data in decimal units, as disks are sold. */
public final class DataSize {
    private static final Pattern TEXT =
            Pattern.compile("(\\d+(?:\\.\\d+)?) ?([KMGT]?B)", Pattern.CASE_INSENSITIVE);
    private static final Map<String, Long> UNITS = new TreeMap<>(Map.of(
            "B",
            1L,
            "KB",
            1_000L,
            "MB",
            1_000_000L,
            "GB",
            1_000_000_000L,
            "TB",
            1_000_000_000_000L));

    private DataSize() {}

    /**
     * Reads a size such as {@code 500MB}, {@code 20GB} or {@code 1.5TB}.
     *
     * @return bytes
     * @throws IllegalArgumentException if the text is no size
     */
    public static long parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no size; write for example 500MB, 20GB or 1.5TB");
        }
        long unit = UNITS.get(matcher.group(2).toUpperCase(Locale.ROOT));
        BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
        if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("'" + text + "' is larger than any disk");
        }
        return bytes.longValue();
    }

    /** Writes bytes in the largest unit that leaves at least 1 before the point. */
    public static String text(long bytes) {
        Map.Entry<String, Long> unit = UNITS.entrySet().stream()
                .filter(one -> one.getValue() <= Math.max(1, bytes))
                .max(Map.Entry.comparingByValue())
                .orElseThrow();
        String number = String.format(Locale.ROOT, "%.1f", (double) bytes / unit.getValue());
        return number.replaceAll("\\.0$", "") + " " + unit.getKey();
    }
}
