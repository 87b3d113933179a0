package io.nucleate.evaluation;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.OxidationStates;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a composition says of its charges; {@link Charges} has the rules. */
final class ChargeBalance {
    private static final double METALLICITY_MIN = 0.7;

    private ChargeBalance() {}

    /** Tells whether a composition counts as a metal, whatever its bonds. */
    static boolean isMetal(Composition composition) {
        return metallicity(composition) > METALLICITY_MIN;
    }

    /** Returns SMACT's metallicity score, from 0 to 1. */
    static double metallicity(Composition composition) {
        List<Element> elements = List.copyOf(composition.elements());
        double metals = 0;
        double dBlock = 0;
        double valenceElectrons = 0;
        boolean known = true;
        for (Element element : elements) {
            ChargeTable.Row row = ChargeTable.of(element);
            double fraction = composition.fraction(element);
            metals += OxidationStates.isMetal(element) ? fraction : 0;
            dBlock += row.dBlock() ? fraction : 0;
            valenceElectrons += fraction * row.valenceElectrons().orElse(0);
            known &= row.valenceElectrons().isPresent();
        }
        long distinctMetals = elements.stream().filter(OxidationStates::isMetal).count();
        double score = 0.3 * metals
                + 0.2 * dBlock
                + 0.2 * Math.min(distinctMetals / 3.0, 1)
                + 0.15 * (known ? 1 - Math.abs(valenceElectrons - 8) / 8 : 0.5)
                + 0.15 * likeness(elements);
        return Math.max(0, Math.min(1, score));
    }

    /** Returns how alike the electronegativities are, from 0 to 1; 0.5 if one is not known. */
    private static double likeness(List<Element> elements) {
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < elements.size(); i++) {
            double one = OxidationStates.electronegativity(elements.get(i));
            if (!(one > 0)) {
                return 0.5;
            }
            for (int j = 0; j < i; j++) {
                sum += Math.abs(one - OxidationStates.electronegativity(elements.get(j)));
                pairs++;
            }
        }
        return 1 - Math.min(pairs == 0 ? 0 : sum / pairs / 3, 1);
    }

    /**
     * Tells whether a composition has oxidation states that add up to zero. The atoms of an element
     * may differ by 1 in their states, and their sum is not zero.
     */
    static boolean isBalancedByStates(Composition composition) {
        List<Element> elements = List.copyOf(composition.elements());
        int[] amounts = reduced(composition, elements);
        List<Set<Integer>> common = new ArrayList<>();
        List<Set<Integer>> all = new ArrayList<>();
        double meanElectronegativity = 0;
        for (int i = 0; i < amounts.length; i++) {
            ChargeTable.Row row = ChargeTable.of(elements.get(i));
            common.add(sums(row.commonStates(), amounts[i]));
            all.add(sums(row.allStates(), amounts[i]));
            meanElectronegativity += row.electronegativity() / amounts.length;
        }
        double[] slopes = new double[amounts.length];
        for (int i = 0; i < slopes.length; i++) {
            slopes[i] =
                    (ChargeTable.of(elements.get(i)).electronegativity() - meanElectronegativity)
                            / amounts[i];
        }
        // An element without an electronegativity makes the covariance NaN, which is not negative.
        return addUpToZero(common) || leastCovariance(all, slopes) < -1e-9;
    }

    private static int[] reduced(Composition composition, List<Element> elements) {
        int[] amounts = elements.stream()
                .mapToInt(element -> (int) Math.rint(composition.amount(element)))
                .toArray();
        int divisor = 0;
        for (int amount : amounts) {
            divisor = gcd(divisor, amount);
        }
        for (int i = 0; i < amounts.length; i++) {
            amounts[i] /= divisor;
        }
        return amounts;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** Returns the sums, other than 0, of as many states that differ by 1 at most. */
    private static Set<Integer> sums(int[] states, int amount) {
        Set<Integer> known = new HashSet<>();
        for (int state : states) {
            known.add(state);
        }
        Set<Integer> sums = new TreeSet<>();
        for (int state : states) {
            int highest = known.contains(state + 1) ? amount : 0;
            for (int raised = 0; raised <= highest; raised++) {
                sums.add(amount * state + raised);
            }
        }
        sums.remove(0);
        return sums;
    }

    private static boolean addUpToZero(List<Set<Integer>> sums) {
        Set<Integer> charges = Set.of(0);
        for (Set<Integer> ofElement : sums) {
            Set<Integer> next = new HashSet<>();
            for (int charge : charges) {
                ofElement.forEach(sum -> next.add(charge + sum));
            }
            charges = next;
        }
        return charges.contains(0);
    }

    /**
     * Returns the least covariance, times the number of elements, of oxidation state and
     * electronegativity over all choices of sums that add up to zero; infinite if there is none.
     *
     * @param slopes what each unit of an element's sum adds to it
     */
    private static double leastCovariance(List<Set<Integer>> sums, double[] slopes) {
        Map<Integer, Double> least = Map.of(0, 0.0);
        for (int i = 0; i < slopes.length; i++) {
            double slope = slopes[i];
            Map<Integer, Double> next = new HashMap<>();
            Set<Integer> ofElement = sums.get(i);
            least.forEach((charge, covariance) -> ofElement.forEach(
                    sum -> next.merge(charge + sum, covariance + slope * sum, Math::min)));
            least = next;
        }
        return least.getOrDefault(0, Double.POSITIVE_INFINITY);
    }
}
