package io.nucleate.dashboard.view.catalogue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which discoveries come first. What is not known comes last, up or down; equal ones go by their
 * protostructure.
 *
 * @param column empty to go by formula
 */
public record DiscoveryOrder(Optional<Column> column, boolean descending) {
    private static final String FORMULA = "formula";

    /** Lowest above the hull first. */
    public static final DiscoveryOrder BEST =
            new DiscoveryOrder(Optional.of(Column.ENERGY_ABOVE_HULL), false);

    /**
     * The place of a row.
     *
     * @param number 0 for all where formulas decide
     * @param formula empty for all where numbers decide
     */
    record Place(double number, String formula, String protostructure) {}

    /**
     * Reads the name of a column, with a minus before it for the highest first.
     *
     * @throws IllegalArgumentException for one that there is not, with those that there are
     */
    public static DiscoveryOrder parse(String text) {
        boolean descending = text.startsWith("-");
        String word = descending ? text.substring(1) : text;
        if (word.equals(FORMULA)) {
            return new DiscoveryOrder(Optional.empty(), descending);
        }
        return Column.named(word)
                .map(column -> new DiscoveryOrder(Optional.of(column), descending))
                .orElseThrow(() -> new IllegalArgumentException("sort=" + text
                        + ": there is no such column; there are, each also with a minus before"
                        + " it: "
                        + Stream.concat(
                                        Arrays.stream(Column.values()).map(Column::word),
                                        Stream.of(FORMULA))
                                .collect(Collectors.joining(", "))));
    }

    /** Returns the name that {@link #parse} reads. */
    public String text() {
        return (descending ? "-" : "") + column.map(Column::word).orElse(FORMULA);
    }

    double number(Columns columns, int row) {
        return column.isPresent() ? columns.number(column.get(), row) : 0;
    }

    Place place(Columns columns, int row) {
        return new Place(
                number(columns, row),
                column.isPresent() ? "" : columns.formula(row),
                columns.protostructure(row));
    }

    /** Compares numbers alone. */
    int compare(double a, double b) {
        return descending && !Double.isNaN(a) && !Double.isNaN(b)
                ? Double.compare(b, a)
                : Double.compare(a, b);
    }

    Comparator<Place> comparator() {
        Comparator<String> text =
                descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
        return ((Comparator<Place>) (a, b) -> compare(a.number(), b.number()))
                .thenComparing(Place::formula, text)
                .thenComparing(Place::protostructure);
    }
}
