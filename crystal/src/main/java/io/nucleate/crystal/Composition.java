package io.nucleate.crystal;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The amount of each element in a material. Amounts are positive and stay as they are given, not
 * reduced. Two compositions are equal if their amounts are.
 */
public final class Composition {
    private static final Pattern TOKEN = Pattern.compile(
            "([A-Z][a-z]?)(\\d+\\.?\\d*|\\.\\d+|)|(\\()|(\\))(\\d+\\.?\\d*|\\.\\d+|)");

    /**
     * Orders the symbols of a printed formula by Pauling electronegativity. Elements without one
     * ({@code NaN}) come last; ties go by symbol.
     */
    private static final Comparator<Element> FORMULA_ORDER =
            Comparator.comparingDouble(Electronegativity::ofPauling).thenComparing(Element::symbol);

    private final Map<Element, Double> amounts;

    private Composition(Map<Element, Double> amounts) {
        this.amounts = Collections.unmodifiableMap(amounts);
    }

    /** Collects the amounts of elements. An element may be added several times. */
    public static final class Builder {
        private final Map<Element, Double> amounts = new EnumMap<>(Element.class);

        public Builder add(Element element, double amount) {
            if (!(amount >= 0) || Double.isInfinite(amount)) {
                throw new IllegalArgumentException(
                        "amount " + amount + " of " + element + " is not a number of atoms");
            }
            if (amount > 0) {
                amounts.merge(element, amount, Double::sum);
            }
            return this;
        }

        public Composition build() {
            if (amounts.isEmpty()) {
                throw new IllegalArgumentException("a composition needs at least one element");
            }
            return new Composition(new EnumMap<>(amounts));
        }
    }

    /**
     * Reads a formula such as {@code Zn(CoS2)2} or {@code Li0.5CoO2}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Composition parse(String formula) {
        Matcher token = TOKEN.matcher(formula);
        Deque<Builder> open = new ArrayDeque<>();
        open.push(new Builder());
        int end = 0;
        while (end < formula.length()) {
            if (!token.find(end) || token.start() != end) {
                throw new IllegalArgumentException("cannot read formula '" + formula + "' at '"
                        + formula.substring(end) + "'");
            }
            end = token.end();
            if (token.group(1) != null) {
                open.peek().add(Element.of(token.group(1)), amount(token.group(2)));
            } else if (token.group(3) != null) {
                open.push(new Builder());
            } else {
                Builder inner = open.pop();
                if (open.isEmpty()) {
                    throw new IllegalArgumentException(
                            "formula '" + formula + "' closes a parenthesis it did not open");
                }
                double factor = amount(token.group(5));
                inner.amounts.forEach(
                        (element, amount) -> open.peek().add(element, amount * factor));
            }
        }
        if (open.size() != 1) {
            throw new IllegalArgumentException(
                    "formula '" + formula + "' leaves a parenthesis open");
        }
        if (open.peek().amounts.isEmpty()) {
            throw new IllegalArgumentException("formula '" + formula + "' has no atoms");
        }
        return open.peek().build();
    }

    private static double amount(String text) {
        return text.isEmpty() ? 1 : Double.parseDouble(text);
    }

    public static Composition of(Element element) {
        return new Builder().add(element, 1).build();
    }

    /** Returns the elements, ordered by atomic number. */
    public Set<Element> elements() {
        return amounts.keySet();
    }

    /** Returns the number of atoms of an element; 0 where it is absent. */
    public double amount(Element element) {
        return amounts.getOrDefault(element, 0.0);
    }

    public double atomCount() {
        return amounts.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Returns the atomic fraction of an element. */
    public double fraction(Element element) {
        return amount(element) / atomCount();
    }

    /**
     * Returns the formula with the smallest whole numbers, electropositive elements first:
     * {@code NaCl}, {@code Fe2O3}. Amounts that are not whole numbers are printed as they are.
     */
    public String reducedFormula() {
        double divisor = 0;
        for (double amount : amounts.values()) {
            if (Math.abs(amount - Math.rint(amount)) > 1e-8) {
                divisor = 1;
                break;
            }
            divisor = gcd(divisor, Math.rint(amount));
        }
        StringBuilder formula = new StringBuilder();
        List<Element> ordered = amounts.keySet().stream().sorted(FORMULA_ORDER).toList();
        for (Element element : ordered) {
            double amount = amounts.get(element) / divisor;
            formula.append(element.symbol());
            if (Math.abs(amount - 1) > 1e-8) {
                formula.append(
                        Math.abs(amount - Math.rint(amount)) < 1e-8
                                ? Long.toString(Math.round(amount))
                                : Double.toString(amount));
            }
        }
        return formula.toString();
    }

    private static double gcd(double a, double b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Composition that && amounts.equals(that.amounts);
    }

    @Override
    public int hashCode() {
        return amounts.hashCode();
    }

    @Override
    public String toString() {
        return reducedFormula();
    }
}
