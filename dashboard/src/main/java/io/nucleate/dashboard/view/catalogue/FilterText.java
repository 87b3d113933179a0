package io.nucleate.dashboard.view.catalogue;

import io.nucleate.crystal.Composition;
import io.nucleate.dashboard.view.catalogue.DiscoveryFilter.Range;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads filters as they stand in a URL. */
public final class FilterText {
    private static final String TO = "..";

    private final Map<String, String> texts;

    private FilterText(Map<String, String> texts) {
        this.texts = texts;
    }

    /**
     * Reads a filter.
     *
     * @param texts by name of the parameter
     * @throws IllegalArgumentException for what cannot be read, with the parameter's name
     */
    public static DiscoveryFilter parse(Map<String, String> texts) {
        return new FilterText(texts).filter();
    }

    private DiscoveryFilter filter() {
        return new DiscoveryFilter(
                read("formula", text -> Composition.parse(text).reducedFormula()),
                read("all", text -> ElementSet.parse(text, ",")).orElse(ElementSet.NONE),
                read("any", text -> ElementSet.parse(text, ",")),
                read("none", text -> ElementSet.parse(text, ",")).orElse(ElementSet.NONE),
                read("system", text -> ElementSet.parse(text, "-")),
                ranges(),
                read("known", Boolean::valueOf),
                read("judged", Boolean::valueOf),
                read("confirmed", Boolean::valueOf),
                read("ids", text -> Arrays.stream(text.split(","))
                                .map(String::strip)
                                .collect(Collectors.toUnmodifiableSet()))
                        .orElse(Set.of()));
    }

    private Map<Column, Range> ranges() {
        Map<Column, Range> ranges = new EnumMap<>(Column.class);
        for (Column column : Column.values()) {
            read(column.word(), text -> range(column, text))
                    .ifPresent(range -> ranges.put(column, range));
        }
        return ranges;
    }

    private interface Reader<T> {
        T of(String text);
    }

    private <T> Optional<T> read(String name, Reader<T> reader) {
        String text = texts.get(name);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(reader.of(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + "=" + text + ": " + e.getMessage(), e);
        }
    }

    private static Range range(Column column, String text) {
        int at = text.indexOf(TO);
        if (at < 0 && column == Column.SPACE_GROUP) {
            double number = number(column, text);
            return new Range(number, number);
        }
        if (at < 0 || text.equals(TO)) {
            throw new IllegalArgumentException(
                    "this is no range; write LOW..HIGH, LOW.. or ..HIGH");
        }
        String low = text.substring(0, at);
        String high = text.substring(at + TO.length());
        Range range = new Range(
                low.isEmpty() ? Double.NEGATIVE_INFINITY : number(column, low),
                high.isEmpty() ? Double.POSITIVE_INFINITY : number(column, high));
        if (range.low() > range.high()) {
            throw new IllegalArgumentException(
                    low + " is more than " + high + "; write the lower bound first");
        }
        return range;
    }

    private static double number(Column column, String text) {
        if (column == Column.FOUND_AT) {
            try {
                return Instant.parse(text).toEpochMilli();
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(
                        "'" + text + "' is no time; write it as 2026-11-30T12:00:00Z", e);
            }
        }
        double number;
        try {
            number = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a number", e);
        }
        if (Double.isNaN(number)) {
            throw new IllegalArgumentException("'" + text + "' is not a number");
        }
        return number;
    }
}
