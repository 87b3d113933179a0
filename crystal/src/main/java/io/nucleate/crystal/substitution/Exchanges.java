package io.nucleate.crystal.substitution;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.substitution.Proposal.Change;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Draws which elements of a crystal are exchanged, and for what, both by {@link ElementLikeness}.
 * Two elements may change places.
 */
public final class Exchanges {
    /** Share that replaces two elements, where nobody says another one. */
    public static final double DEFAULT_TWO_ELEMENTS = 0.5;

    /** Share that replaces the element of one site only, where nobody says another one. */
    public static final double DEFAULT_ONE_SITE = 0.1;

    private final ElementLikeness likeness;
    private final double twoElements;
    private final double oneSite;

    /**
     * A crystal with other elements, and a guessed lattice.
     *
     * @param replacements new element of each element that was replaced; empty for
     *     {@link Change#NONE}
     */
    public record Exchanged(Change change, Map<Element, Element> replacements, Crystal crystal) {
        public Exchanged {
            replacements = Map.copyOf(replacements);
        }

        /** Returns a crystal as it is. */
        public static Exchanged none(Crystal parent) {
            return new Exchanged(Change.NONE, Map.of(), parent);
        }
    }

    /** Uses the default shares. */
    public Exchanges(ElementLikeness likeness) {
        this(likeness, DEFAULT_TWO_ELEMENTS, DEFAULT_ONE_SITE);
    }

    /**
     * @param twoElements share that replaces two elements, where there are two
     * @param oneSite share that replaces the element of one site only, where an element has several
     * @throws IllegalArgumentException for shares outside 0 to 1
     */
    public Exchanges(ElementLikeness likeness, double twoElements, double oneSite) {
        requireShares(twoElements, oneSite);
        this.likeness = likeness;
        this.twoElements = twoElements;
        this.oneSite = oneSite;
    }

    static void requireShares(double twoElements, double oneSite) {
        if (!(twoElements >= 0 && twoElements <= 1 && oneSite >= 0 && oneSite <= 1)) {
            throw new IllegalArgumentException("a share of proposals must be from 0 to 1, not "
                    + twoElements + " and " + oneSite);
        }
    }

    /**
     * Draws an exchange; empty where the draw came to nothing, for example because the parent would
     * come out again, or has no element that the likeness knows.
     */
    public Optional<Exchanged> draw(Crystal parent, RandomGenerator random) {
        List<Element> known =
                parent.composition().elements().stream().filter(likeness::knows).toList();
        if (known.isEmpty()) {
            return Optional.empty();
        }
        if (random.nextDouble() < oneSite) {
            return atOneSite(parent, random);
        }
        Map<Element, Element> replacements = new EnumMap<>(Element.class);
        Element first = drawElement(known, random);
        Element replacement = likeness.draw(first, random);
        replacements.put(first, replacement);
        if (parent.composition().amount(replacement) > 0) {
            replacements.put(replacement, first);
        } else if (known.size() > 1 && random.nextDouble() < twoElements) {
            List<Element> others =
                    known.stream().filter(element -> element != first).toList();
            Element second = drawElement(others, random);
            Element another = likeness.draw(second, random);
            if (another == replacement
                    || another != first && parent.composition().amount(another) > 0) {
                return Optional.empty();
            }
            replacements.put(second, another);
        }
        return Optional.of(new Exchanged(
                Change.ELEMENTS, replacements, Exchange.everywhere(parent, replacements)));
    }

    private Optional<Exchanged> atOneSite(Crystal parent, RandomGenerator random) {
        List<Integer> several = new ArrayList<>();
        IntStream.range(0, parent.sites().size())
                .filter(i -> likeness.knows(parent.sites().get(i).element()))
                .filter(i -> parent.sites().stream()
                                .filter(site ->
                                        site.element() == parent.sites().get(i).element())
                                .count()
                        > 1)
                .forEach(several::add);
        if (several.isEmpty()) {
            return Optional.empty();
        }
        int site = several.get(random.nextInt(several.size()));
        Element old = parent.sites().get(site).element();
        Element replacement = likeness.draw(old, random);
        return parent.composition().amount(replacement) > 0
                ? Optional.empty()
                : Optional.of(new Exchanged(
                        Change.SITE,
                        Map.of(old, replacement),
                        Exchange.atSite(parent, site, replacement)));
    }

    private Element drawElement(List<Element> elements, RandomGenerator random) {
        double left = random.nextDouble()
                * elements.stream().mapToDouble(likeness::exchangeability).sum();
        for (Element element : elements) {
            left -= likeness.exchangeability(element);
            if (left < 0) {
                return element;
            }
        }
        return elements.get(elements.size() - 1);
    }
}
