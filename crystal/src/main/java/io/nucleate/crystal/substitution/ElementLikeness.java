package io.nucleate.crystal.substitution;

import io.nucleate.crystal.CovalentRadius;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.OxidationStates;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Says how likely an element can stand in the place of another one.
 *
 * <p>Most of it is learned from known crystals, in the spirit of H. Glawe et al., New J. Phys. 18,
 * 093011 (2016): two elements are alike as often as two crystals differ in nothing but them. The
 * rest is prior knowledge, which decides where the data say little: neighbours in the sequence of
 * D. G. Pettifor, J. Phys. C 19, 285 (1986), of similar covalent radius and with a common oxidation
 * state.
 */
public final class ElementLikeness {
    /** Weight of the prior, in pairs of crystals; about what an element of few compounds has. */
    private static final double PRIOR_PAIRS = 10;

    /** Number of places in crystals that the prior counts for. */
    private static final double PRIOR_PLACES = 10;

    /** Places in Pettifor's sequence after which likeness falls to 1/e. */
    private static final double PLACES = 4;

    /** Difference of covalent radii after which likeness falls to 1/e. */
    private static final double RADIUS_ANGSTROM = 0.2;

    /** Likeness of elements without a common oxidation state, relative to others. */
    private static final double WITHOUT_COMMON_STATE = 0.2;

    /** The elements in Pettifor's order, in which neighbours resemble one another. */
    private static final List<Element> PETTIFOR = Arrays.stream(
                    ("He Ne Ar Kr Xe Rn Fr Cs Rb K Na Li Ra Ba Sr Ca Yb Eu Sc Lu Tm Er Ho Dy Y Tb"
                                    + " Gd Sm Pm Nd Pr Ce La Lr No Md Fm Es Cf Bk Cm Am Pu Np U Pa Th Ac Zr Hf Ti Ta"
                                    + " Nb V W Mo Cr Re Tc Mn Fe Ru Os Co Rh Ir Ni Pt Pd Au Ag Cu Mg Hg Cd Zn Be Tl"
                                    + " In Al Ga Pb Sn Ge Si B Bi Sb As P Po Te Se S C At I Br Cl N O F H")
                            .split(" "))
            .map(Element::of)
            .toList();

    /** Those that may replace others. */
    private final List<Element> elements;

    private final Map<Element, double[]> probabilities = new EnumMap<>(Element.class);
    private final Map<Element, Double> exchangeability = new EnumMap<>(Element.class);

    /** An element, and the probability that it replaces another one. */
    public record Replacement(Element element, double probability) {}

    private ElementLikeness(List<Element> elements, SharedPlaces shared) {
        this.elements = elements;
        for (Element element : shared.elements()) {
            if (elements.stream().anyMatch(other -> other != element)) {
                Map<Element, Integer> pairs = shared.pairs(element);
                probabilities.put(element, probabilities(element, pairs));
                int pairCount = pairs.values().stream().mapToInt(n -> n).sum();
                exchangeability.put(
                        element,
                        (PRIOR_PAIRS + pairCount) / (PRIOR_PLACES + shared.places(element)));
            }
        }
    }

    /**
     * Learns from crystals.
     *
     * @param allowed says which of their elements may replace others; all may be replaced
     */
    public static ElementLikeness of(Collection<Crystal> crystals, Predicate<Element> allowed) {
        return of(SharedPlaces.of(crystals), allowed);
    }

    /**
     * Learns from what was counted in crystals.
     *
     * @param allowed says which of their elements may replace others; all may be replaced
     */
    public static ElementLikeness of(SharedPlaces shared, Predicate<Element> allowed) {
        return new ElementLikeness(shared.elements().stream().filter(allowed).toList(), shared);
    }

    /**
     * Returns the likeness that is shipped, learned from the crystals of the Materials Project near
     * the hull. It puts in no radioactive element.
     */
    public static ElementLikeness shipped() {
        return of(SharedPlaces.shipped(), element -> !element.isRadioactive());
    }

    private double[] probabilities(Element element, Map<Element, Integer> pairs) {
        double[] prior = normalized(elements.stream()
                .mapToDouble(other -> other == element ? 0 : prior(element, other))
                .toArray());
        return normalized(IntStream.range(0, prior.length)
                .mapToDouble(i -> pairs.getOrDefault(elements.get(i), 0) + PRIOR_PAIRS * prior[i])
                .toArray());
    }

    private static double[] normalized(double[] weights) {
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(weight -> weight / sum).toArray();
    }

    private static double prior(Element a, Element b) {
        double places = Math.abs(PETTIFOR.indexOf(a) - PETTIFOR.indexOf(b)) / PLACES;
        double radii = Math.abs(CovalentRadius.ofAngstrom(a) - CovalentRadius.ofAngstrom(b))
                / RADIUS_ANGSTROM;
        return Math.exp(-places - radii) * (haveCommonState(a, b) ? 1 : WITHOUT_COMMON_STATE);
    }

    private static boolean haveCommonState(Element a, Element b) {
        int[] others = OxidationStates.of(b);
        return Arrays.stream(OxidationStates.of(a))
                .anyMatch(state -> Arrays.stream(others).anyMatch(other -> other == state));
    }

    /** Tells whether there are replacements for an element. */
    public boolean knows(Element element) {
        return probabilities.containsKey(element);
    }

    /**
     * Returns how readily an element is exchanged: the mean number of elements that stand in its
     * place in other known crystals. It is high for rare earths and low for oxygen, so that
     * proposals keep the chemistry of the data.
     *
     * @throws IllegalArgumentException for an element that it does not know
     */
    public double exchangeability(Element element) {
        requireKnown(element);
        return exchangeability.get(element);
    }

    /**
     * Draws a replacement.
     *
     * @throws IllegalArgumentException for an element that it does not know
     */
    public Element draw(Element element, RandomGenerator random) {
        double[] probability = of(element);
        double left = random.nextDouble();
        int last = 0;
        for (int i = 0; i < probability.length; i++) {
            if (probability[i] > 0) {
                last = i;
                left -= probability[i];
                if (left < 0) {
                    break;
                }
            }
        }
        return elements.get(last);
    }

    /** Returns the replacements of an element, the likeliest first. */
    public List<Replacement> replacements(Element element) {
        double[] probability = of(element);
        List<Replacement> replacements = new ArrayList<>();
        for (int i = 0; i < probability.length; i++) {
            if (probability[i] > 0) {
                replacements.add(new Replacement(elements.get(i), probability[i]));
            }
        }
        replacements.sort(Comparator.comparingDouble(Replacement::probability).reversed());
        return replacements;
    }

    private double[] of(Element element) {
        requireKnown(element);
        return probabilities.get(element);
    }

    private void requireKnown(Element element) {
        if (!knows(element)) {
            throw new IllegalArgumentException("nothing is known that could replace " + element);
        }
    }
}
