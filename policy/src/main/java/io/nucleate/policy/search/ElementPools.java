package io.nucleate.policy.search;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Electronegativity;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.OxidationStates;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the elements that can replace another one: those of its kind, metal or not, that can have
 * its charge.
 */
public final class ElementPools {
    /** Charge up to which a choice balances: amounts of a formula may be fractions. */
    private static final double CHARGE_MAX = 1e-6;

    private final Composition composition;
    private final List<Element> elements;
    private final Map<Element, Set<Integer>> charges = new EnumMap<>(Element.class);
    private final Deque<Integer> assigned = new ArrayDeque<>();
    /** Most charge that a balanced choice separates, in elementary charges per cell. */
    private double separatedMost;

    private ElementPools(Composition composition) {
        this.composition = composition;
        this.elements = List.copyOf(composition.elements());
        elements.forEach(element -> charges.put(element, new TreeSet<>()));
    }

    /**
     * Returns, for every element of a composition, the elements of its kind that can have its
     * oxidation state; itself included.
     *
     * <p>The oxidation states come from choices, with one state for each element, in which the
     * charges of the composition balance and anions are more electronegative than cations. Of all
     * such choices, those count that separate the most charge, for the tables list rare states too.
     * Where no charges balance, and in alloys, metals replace metals, and any other element stays.
     */
    public static Map<Element, Collection<Element>> ofSameCharge(Composition composition) {
        ElementPools balanced = new ElementPools(composition);
        if (!balanced.elements.stream().allMatch(OxidationStates::isMetal)) {
            balanced.assign(0, 0, 0);
        }
        Map<Element, Collection<Element>> pools = new EnumMap<>(Element.class);
        for (Element element : balanced.elements) {
            pools.put(element, pool(element, balanced.charges.get(element)));
        }
        return pools;
    }

    private static Set<Element> pool(Element element, Set<Integer> states) {
        boolean isMetal = OxidationStates.isMetal(element);
        Set<Element> pool = new TreeSet<>(Set.of(element));
        for (Element other : Element.values()) {
            boolean alike = states.isEmpty()
                    ? isMetal
                    : Arrays.stream(OxidationStates.of(other)).anyMatch(states::contains);
            if (alike && OxidationStates.isMetal(other) == isMetal) {
                pool.add(other);
            }
        }
        return pool;
    }

    /**
     * Tries the states of the elements from an index on, and notes those of the choices that
     * balance and separate the most charge.
     *
     * @param charge sum over the elements before, in elementary charges
     * @param separated sum of the absolute charges
     */
    private void assign(int index, double charge, double separated) {
        if (index < elements.size()) {
            double amount = composition.amount(elements.get(index));
            for (int state : OxidationStates.of(elements.get(index))) {
                assigned.push(state);
                assign(index + 1, charge + state * amount, separated + Math.abs(state) * amount);
                assigned.pop();
            }
        } else if (Math.abs(charge) < CHARGE_MAX
                && separated >= separatedMost
                && anionsAreMoreElectronegative()) {
            if (separated > separatedMost) {
                charges.values().forEach(Set::clear);
                separatedMost = separated;
            }
            int i = elements.size();
            for (int state : assigned) {
                charges.get(elements.get(--i)).add(state);
            }
        }
    }

    private boolean anionsAreMoreElectronegative() {
        double cationMost = Double.NEGATIVE_INFINITY;
        double anionLeast = Double.POSITIVE_INFINITY;
        int i = elements.size();
        for (int state : assigned) {
            double electronegativity = Electronegativity.ofPauling(elements.get(--i));
            // Not a number for an element without one, which every comparison lets pass.
            if (state > 0 && electronegativity > cationMost) {
                cationMost = electronegativity;
            } else if (state < 0 && electronegativity < anionLeast) {
                anionLeast = electronegativity;
            }
        }
        return cationMost < anionLeast;
    }
}
