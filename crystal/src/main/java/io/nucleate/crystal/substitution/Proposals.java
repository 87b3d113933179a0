package io.nucleate.crystal.substitution;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * An endless series of proposals from known crystals. Each is a function of the seed and its
 * number, so that a series can be taken up anywhere, by anybody.
 *
 * <p>A parent is drawn, the more often the more sites it has; then the elements to replace, and
 * their replacements, both by {@link ElementLikeness}. Two elements may change places.
 */
public final class Proposals {
    private final List<Parent> parents;
    private final double[] weightsUpTo;
    private final ElementLikeness likeness;
    private final Settings settings;

    /** A crystal to make proposals from, and its name. */
    public record Parent(String name, Crystal crystal) {}

    /**
     * How proposals are drawn.
     *
     * @param siteExponent a parent is drawn in proportion to its number of sites to this power
     * @param twoElements share of the proposals that replace two elements, where there are two
     * @param oneSite share of the proposals that replace the element of one site only, where an
     *     element has several
     */
    public record Settings(long seed, double siteExponent, double twoElements, double oneSite) {
        public static final Settings DEFAULT = new Settings(1, 1, 0.5, 0.1);

        /** @throws IllegalArgumentException for shares outside 0 to 1 */
        public Settings {
            if (!(twoElements >= 0 && twoElements <= 1 && oneSite >= 0 && oneSite <= 1)) {
                throw new IllegalArgumentException("a share of proposals must be from 0 to 1, not "
                        + twoElements + " and " + oneSite);
            }
            if (!(Math.abs(siteExponent) <= 5)) {
                throw new IllegalArgumentException(
                        "the exponent of the number of sites must be from -5 to 5, not "
                                + siteExponent);
            }
        }

        public Settings withSeed(long newSeed) {
            return new Settings(newSeed, siteExponent, twoElements, oneSite);
        }
    }

    /**
     * @param parents those with an element that the likeness does not know are left out
     * @throws IllegalArgumentException where no parent is left
     */
    public Proposals(List<Parent> parents, ElementLikeness likeness, Settings settings) {
        this.parents = parents.stream()
                .filter(parent -> parent.crystal().composition().elements().stream()
                        .anyMatch(likeness::knows))
                .toList();
        if (this.parents.isEmpty()) {
            throw new IllegalArgumentException("there is no crystal to make others from");
        }
        this.likeness = likeness;
        this.settings = settings;
        weightsUpTo = this.parents.stream()
                .mapToDouble(parent ->
                        Math.pow(parent.crystal().sites().size(), settings.siteExponent()))
                .toArray();
        Arrays.parallelPrefix(weightsUpTo, Double::sum);
    }

    /** Returns the number of crystals that proposals are made from. */
    public int parentCount() {
        return parents.size();
    }

    /**
     * Returns the proposal of a number; empty where the draw came to nothing, for example because
     * the parent would come out again.
     */
    public Optional<Proposal> get(long number) {
        SplittableRandom random =
                new SplittableRandom(new SplittableRandom(settings.seed() + number).nextLong());
        Parent parent = draw(random);
        Crystal crystal = parent.crystal();
        List<Element> known = crystal.composition().elements().stream()
                .filter(likeness::knows)
                .toList();
        if (random.nextDouble() < settings.oneSite()) {
            return atOneSite(number, parent, random);
        }
        Map<Element, Element> replacements = new EnumMap<>(Element.class);
        Element first = drawElement(known, random);
        Element replacement = likeness.draw(first, random);
        replacements.put(first, replacement);
        if (crystal.composition().amount(replacement) > 0) {
            replacements.put(replacement, first);
        } else if (known.size() > 1 && random.nextDouble() < settings.twoElements()) {
            List<Element> others =
                    known.stream().filter(element -> element != first).toList();
            Element second = drawElement(others, random);
            Element another = likeness.draw(second, random);
            if (another == replacement
                    || another != first && crystal.composition().amount(another) > 0) {
                return Optional.empty();
            }
            replacements.put(second, another);
        }
        return Optional.of(new Proposal(
                number,
                parent.name(),
                Proposal.Change.ELEMENTS,
                replacements,
                Exchange.everywhere(crystal, replacements)));
    }

    private Optional<Proposal> atOneSite(long number, Parent parent, SplittableRandom random) {
        Crystal crystal = parent.crystal();
        List<Integer> several = new ArrayList<>();
        IntStream.range(0, crystal.sites().size())
                .filter(i -> likeness.knows(crystal.sites().get(i).element()))
                .filter(i -> crystal.sites().stream()
                                .filter(site ->
                                        site.element() == crystal.sites().get(i).element())
                                .count()
                        > 1)
                .forEach(several::add);
        if (several.isEmpty()) {
            return Optional.empty();
        }
        int site = several.get(random.nextInt(several.size()));
        Element old = crystal.sites().get(site).element();
        Element replacement = likeness.draw(old, random);
        return crystal.composition().amount(replacement) > 0
                ? Optional.empty()
                : Optional.of(new Proposal(
                        number,
                        parent.name(),
                        Proposal.Change.SITE,
                        Map.of(old, replacement),
                        Exchange.atSite(crystal, site, replacement)));
    }

    private Element drawElement(List<Element> elements, SplittableRandom random) {
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

    private Parent draw(SplittableRandom random) {
        double drawn = random.nextDouble() * weightsUpTo[weightsUpTo.length - 1];
        int place = Arrays.binarySearch(weightsUpTo, drawn);
        return parents.get(Math.min(parents.size() - 1, place < 0 ? -place - 1 : place + 1));
    }
}
