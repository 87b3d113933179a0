package io.nucleate.evaluation;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Structure;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Says how the charges of a structure balance, by the rules of LeMat-GenBench.
 *
 * @param balanced whether they do; a metal's always do
 * @param metal whether its elements, or its bonds, are those of a metal
 * @param states mean oxidation state of each element, from the lengths of the bonds; empty where
 *     these give none
 */
public record Charges(boolean balanced, boolean metal, Map<Element, Double> states) {
    public Charges {
        Map<Element, Double> ordered = new EnumMap<>(Element.class);
        ordered.putAll(states);
        states = Collections.unmodifiableMap(ordered);
    }

    /** Returns how the charges of a structure balance. */
    public static Charges of(Structure structure) {
        boolean metal = ChargeBalance.isMetal(structure);
        Map<Element, Double> states = metal ? new EnumMap<>(Element.class) : states(structure);
        return new Charges(
                metal
                        || !states.isEmpty()
                        || ChargeBalance.isBalancedByStates(structure.composition()),
                metal,
                states);
    }

    private static Map<Element, Double> states(Structure structure) {
        Map<Element, Double> means = new EnumMap<>(Element.class);
        Composition composition = structure.composition();
        BondValences.states(structure).ifPresent(states -> {
            for (int atom = 0; atom < states.length; atom++) {
                Element element = structure.element(atom);
                means.merge(element, states[atom] / composition.amount(element), Double::sum);
            }
        });
        return means;
    }
}
