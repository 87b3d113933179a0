package io.nucleate.crystal.substitution;

import io.nucleate.crystal.Crystal;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * An endless series of proposals from known crystals. Each is a function of the seed and its
 * number, so that a series can be taken up anywhere, by anybody.
 *
 * <p>A parent is drawn, the more often the more sites it has; then what is exchanged in it
 * ({@link Exchanges}).
 */
public final class Proposals {
    private final List<Parent> parents;
    private final double[] weightsUpTo;
    private final Exchanges exchanges;
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
        public static final Settings DEFAULT =
                new Settings(1, 1, Exchanges.DEFAULT_TWO_ELEMENTS, Exchanges.DEFAULT_ONE_SITE);

        /** @throws IllegalArgumentException for shares outside 0 to 1 */
        public Settings {
            Exchanges.requireShares(twoElements, oneSite);
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
        exchanges = new Exchanges(likeness, settings.twoElements(), settings.oneSite());
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
        return exchanges
                .draw(parent.crystal(), random)
                .map(exchanged -> new Proposal(
                        number,
                        parent.name(),
                        exchanged.change(),
                        exchanged.replacements(),
                        exchanged.crystal()));
    }

    private Parent draw(SplittableRandom random) {
        double drawn = random.nextDouble() * weightsUpTo[weightsUpTo.length - 1];
        int place = Arrays.binarySearch(weightsUpTo, drawn);
        return parents.get(Math.min(parents.size() - 1, place < 0 ? -place - 1 : place + 1));
    }
}
