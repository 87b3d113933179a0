package io.nucleate.evaluation;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.OxidationStates;

import java.util.List;

/**
 * Tells whether a composition makes chemical sense, by the rules of SMACT (D. W. Davies et al., J.
 * Open Source Softw. 4, 1361, 2019) as CDVAE applies them (arXiv 2110.06197). A single element is
 * valid, and so is an alloy of metals only. Any other composition is valid if each element can have
 * one oxidation state such that the charges add up to zero and every cation is less electronegative
 * than every anion.
 */
public final class CompositionalValidity {
    private final int[][] states;
    private final double[] electronegativities;
    private final double[] amounts;

    private CompositionalValidity(Composition composition, List<Element> elements) {
        this.states = elements.stream().map(OxidationStates::of).toArray(int[][]::new);
        this.electronegativities = elements.stream()
                .mapToDouble(OxidationStates::electronegativity)
                .toArray();
        this.amounts = elements.stream().mapToDouble(composition::amount).toArray();
    }

    /** Tells whether a composition is valid. */
    public static boolean holds(Composition composition) {
        List<Element> elements = List.copyOf(composition.elements());
        return elements.size() == 1
                || elements.stream().allMatch(OxidationStates::isMetal)
                || new CompositionalValidity(composition, elements)
                        .balances(0, 0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    /**
     * Tells whether the elements from an index on have oxidation states that balance the charge of
     * the elements before. An element without electronegativity passes the test of
     * electronegativities.
     *
     * @param index first element without oxidation state
     * @param charge sum of the charges of the elements before
     * @param cationMax highest electronegativity of a cation so far
     * @param anionMin lowest electronegativity of an anion so far
     */
    private boolean balances(int index, double charge, double cationMax, double anionMin) {
        if (index == states.length) {
            return Math.abs(charge) < 1e-6;
        }
        double electronegativity = electronegativities[index];
        for (int state : states[index]) {
            double cation =
                    state > 0 && electronegativity > cationMax ? electronegativity : cationMax;
            double anion = state < 0 && electronegativity < anionMin ? electronegativity : anionMin;
            if (cation < anion
                    && balances(index + 1, charge + state * amounts[index], cation, anion)) {
                return true;
            }
        }
        return false;
    }
}
