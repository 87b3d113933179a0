package io.nucleate.dashboard.view.optimade;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Structure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Formulas and positions as OPTIMADE writes them. */
final class Formulas {
    private static final int LETTERS = 26;

    private Formulas() {}

    /** Returns the symbols in alphabetical order. */
    static List<String> elements(String formula) {
        return Composition.parse(formula).elements().stream()
                .map(Element::symbol)
                .sorted()
                .toList();
    }

    /** Returns the atomic fractions in the order of {@link #elements}. */
    static List<Double> ratios(String formula) {
        Composition composition = Composition.parse(formula);
        return elements(formula).stream()
                .map(symbol -> composition.fraction(Element.of(symbol)))
                .toList();
    }

    /** Returns {@code ClNa} for NaCl. */
    static String reduced(String formula) {
        Composition composition = Composition.parse(formula);
        return elements(formula).stream()
                .map(symbol -> symbol + count(composition.amount(Element.of(symbol))))
                .collect(Collectors.joining());
    }

    /** Returns {@code A2B} for Li2O. */
    static String anonymous(String formula) {
        Composition composition = Composition.parse(formula);
        List<Double> amounts = composition.elements().stream()
                .map(composition::amount)
                .sorted(Comparator.reverseOrder())
                .toList();
        return IntStream.range(0, amounts.size())
                .mapToObj(i -> letters(i) + count(amounts.get(i)))
                .collect(Collectors.joining());
    }

    private static String letters(int index) {
        String letter = Character.toString('A' + index % LETTERS);
        return index < LETTERS ? letter : letter + Character.toString('a' + index / LETTERS - 1);
    }

    private static String count(double amount) {
        long whole = Math.round(amount);
        return whole == 1 ? "" : Long.toString(whole);
    }

    static List<double[]> cartesian(Structure structure) {
        List<double[]> positions = new ArrayList<>();
        for (int atom = 0; atom < structure.atomCount(); atom++) {
            positions.add(structure.cartesian(atom));
        }
        return positions;
    }

    static List<String> species(Structure structure) {
        return IntStream.range(0, structure.atomCount())
                .mapToObj(atom -> structure.element(atom).symbol())
                .toList();
    }
}
