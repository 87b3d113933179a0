package io.nucleate.evaluation;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.OxidationStates;

import java.util.List;

/**
 * Whether a composition makes chemical sense, by the rules of SMACT (D. W. Davies et al., J. Open
 * Source Softw. 4, 1361, 2019) as CDVAE applies them: a single element does, so does an alloy of
 * metals only, and so does whatever has one oxidation state for each element such that charges add
 * up to zero and every cation is less electronegative than every anion.
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

    public static boolean holds(Composition composition) {
        List<Element> elements = List.copyOf(composition.elements());
        return elements.size() == 1
                || elements.stream().allMatch(OxidationStates::isMetal)
                || new CompositionalValidity(composition, elements)
                        .balances(0, 0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    /**
     * Whether the elements from an index on can balance the charge of those before.
     *
     * @param cationMost the highest electronegativity of a cation so far; an element without one
     *     passes the test
     * @param anionLeast the lowest of an anion
     */
    private boolean balances(int index, double charge, double cationMost, double anionLeast) {
        if (index == states.length) {
            return Math.abs(charge) < 1e-6;
        }
        double electronegativity = electronegativities[index];
        for (int state : states[index]) {
            double cation =
                    state > 0 && electronegativity > cationMost ? electronegativity : cationMost;
            double anion =
                    state < 0 && electronegativity < anionLeast ? electronegativity : anionLeast;
            if (cation < anion
                    && balances(index + 1, charge + state * amounts[index], cation, anion)) {
                return true;
            }
        }
        return false;
    }
}
