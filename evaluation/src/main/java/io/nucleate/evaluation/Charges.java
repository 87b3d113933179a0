package io.nucleate.evaluation;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Structure;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Says how the charges of a structure balance, by the rules of LeMat-GenBench (arXiv 2512.04562). A
 * metal is balanced; so is a structure whose bond lengths give oxidation states that add up to
 * zero; so is a composition with common oxidation states that do, or with any oxidation states that
 * do and go with the electronegativities.
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
        boolean metal = ChargeBalance.isMetal(structure.composition())
                || BondValences.hasNoIonicBonds(structure);
        Map<Element, Double> states = metal ? new EnumMap<>(Element.class) : states(structure);
        return new Charges(
                metal
                        || !states.isEmpty()
                        || ChargeBalance.isBalancedByStates(structure.composition()),
                metal,
                states);
    }

    /** Tells whether charges balance, as {@link #of} does; it does what costs least first. */
    public static boolean areBalanced(Structure structure) {
        Composition composition = structure.composition();
        return ChargeBalance.isMetal(composition)
                || ChargeBalance.isBalancedByStates(composition)
                || BondValences.hasNoIonicBonds(structure)
                || BondValences.states(structure).isPresent();
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
