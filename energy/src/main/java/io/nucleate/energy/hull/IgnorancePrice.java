package io.nucleate.energy.hull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The price of ignorance: how much lower the complete hull lies, in eV per atom, where a number of
 * phases is known in a chemical system. It is the mean of what was measured on hulls from which a
 * quarter of the phases was left out at random ({@code tools/price_of_ignorance.py}). It falls with
 * the number of known phases and rises with that of the elements. Immutable.
 */
public final class IgnorancePrice {
    private static final String RESOURCE = "price-of-ignorance.csv";

    /** By number of elements, then by number of known phases. */
    private final NavigableMap<Integer, NavigableMap<Integer, Double>> evPerAtom = new TreeMap<>();

    /** Makes a price of the lines of a table: comments, a header, rows. */
    IgnorancePrice(List<String> lines) {
        lines.stream()
                .filter(line -> !line.startsWith("#"))
                .skip(1)
                .map(line -> line.split(","))
                .forEach(row -> evPerAtom
                        .computeIfAbsent(Integer.valueOf(row[0]), elements -> new TreeMap<>())
                        .put(Integer.valueOf(row[1]), Double.parseDouble(row[2])));
    }

    /** Holds the table that comes with Nucleate. */
    private static final class Shipped {
        private static final IgnorancePrice PRICE = read();

        private static IgnorancePrice read() {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                    IgnorancePrice.class.getResourceAsStream(RESOURCE), StandardCharsets.UTF_8))) {
                return new IgnorancePrice(lines.lines().toList());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Returns the price that was measured on the reference that comes with Nucleate. */
    public static IgnorancePrice shipped() {
        return Shipped.PRICE;
    }

    /**
     * Returns the price at a composition, linear between the rows of the table. Beyond its last row
     * it stays the same; a single element has no price, as its hull is known.
     *
     * @param elements number of elements
     * @param knownPhases number of phases that support the hull there
     */
    public double evPerAtom(int elements, int knownPhases) {
        Map.Entry<Integer, NavigableMap<Integer, Double>> ofElements =
                evPerAtom.floorEntry(elements);
        if (ofElements == null) {
            return 0;
        }
        Map.Entry<Integer, Double> below = ofElements.getValue().floorEntry(knownPhases);
        Map.Entry<Integer, Double> above = ofElements.getValue().higherEntry(knownPhases);
        if (above == null) {
            return below.getValue();
        }
        double part = (knownPhases - below.getKey()) / (double) (above.getKey() - below.getKey());
        return below.getValue() + part * (above.getValue() - below.getValue());
    }
}
