package io.nucleate.policy.inspection;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.policy.FirstSite;
import io.nucleate.policy.Policy;
import io.nucleate.policy.PolicyConfig;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a policy is and what it has learned about elements and space groups.
 *
 * @param config sizes of its network
 * @param parameters number of its weights
 * @param spaceGroups those of its training data, the most frequent first
 * @param elements all, by atomic number
 * @param columnsByEmbedding how far embeddings follow the columns of the periodic table
 * @param columnsByPlace how far places follow them
 */
public record Inspection(
        PolicyConfig config,
        long parameters,
        List<GroupShare> spaceGroups,
        List<ElementReport> elements,
        Columns columnsByEmbedding,
        Columns columnsByPlace) {
    /**
     * Elements that are less probable on the first site are as good as unknown: in a training set
     * of 17,000 crystals, one crystal makes 6e-5.
     */
    private static final double KNOWN_PROBABILITY_MIN = 5e-5;

    /**
     * A space group of the training data.
     *
     * @param probability share of the training data
     */
    public record GroupShare(int number, String symbol, double probability) {}

    /**
     * An element as the policy sees it.
     *
     * @param firstSiteProbability probability that a crystal's first site has it, whatever the
     *     space group
     * @param isKnown whether that is enough for its vector to mean something
     * @param byEmbedding the other known elements, that of the likest embedding first
     * @param byPlace the other known elements, that of the likest places first
     */
    public record ElementReport(
            Element element,
            double firstSiteProbability,
            boolean isKnown,
            List<Neighbour> byEmbedding,
            List<Neighbour> byPlace) {
        List<Neighbour> nearest(Likeness likeness) {
            return switch (likeness) {
                case EMBEDDING -> byEmbedding;
                case PLACE -> byPlace;
            };
        }
    }

    /**
     * Another element.
     *
     * @param cosine of the angle between the two elements' vectors; 1 for the same direction
     */
    public record Neighbour(Element element, double cosine) {}

    /**
     * How often the likest element is one of the same column. Those of the third column, with
     * lanthanides and actinides, do not count: with so many in it there is not much to learn.
     *
     * @param elements number of known elements that have another one in their column
     * @param nearestInColumn how many of them have their likest element there
     * @param expectedByChance how many would, if the likest were any known element
     */
    public record Columns(int elements, int nearestInColumn, double expectedByChance) {}

    /** Inspects a policy. */
    public static Inspection of(Policy policy) {
        List<FirstSite> groups = firstSites(policy);
        double[] firstSite = ElementVectors.probabilities(groups, policy.spaceGroups());
        List<Element> known = known(firstSite);
        ElementVectors embeddings = ElementVectors.ofEmbeddings(policy);
        ElementVectors places = ElementVectors.ofPlaces(groups, policy.spaceGroups());
        List<ElementReport> elements = Arrays.stream(Element.values())
                .map(element -> {
                    double probability = firstSite[element.atomicNumber()];
                    return new ElementReport(
                            element,
                            probability,
                            known.contains(element),
                            embeddings.nearest(element, known),
                            places.nearest(element, known));
                })
                .toList();
        long parameters = policy.parameters().asMap().values().stream()
                .mapToLong(array -> array.getShape().size())
                .sum();
        return new Inspection(
                policy.config(),
                parameters,
                spaceGroups(policy),
                elements,
                columns(elements, Likeness.EMBEDDING),
                columns(elements, Likeness.PLACE));
    }

    private static List<FirstSite> firstSites(Policy policy) {
        return IntStream.rangeClosed(1, SpaceGroup.COUNT)
                .mapToObj(SpaceGroup::of)
                .filter(group -> policy.spaceGroups().probability(group) > 0)
                .map(policy::firstSite)
                .toList();
    }

    private static List<Element> known(double[] firstSite) {
        return Arrays.stream(Element.values())
                .filter(element -> firstSite[element.atomicNumber()] >= KNOWN_PROBABILITY_MIN)
                .toList();
    }

    private static List<GroupShare> spaceGroups(Policy policy) {
        return IntStream.rangeClosed(1, SpaceGroup.COUNT)
                .mapToObj(SpaceGroup::of)
                .map(group -> new GroupShare(
                        group.number(), group.symbol(), policy.spaceGroups().probability(group)))
                .filter(share -> share.probability() > 0)
                .sorted(Comparator.comparingDouble(share -> -share.probability()))
                .toList();
    }

    static Columns columns(Collection<ElementReport> reports, Likeness likeness) {
        int elements = 0;
        int inColumn = 0;
        double expected = 0;
        for (ElementReport report : reports) {
            int column = PeriodicTable.column(report.element());
            if (!report.isKnown() || column == PeriodicTable.RARE_EARTHS) {
                continue;
            }
            List<Boolean> same = new ArrayList<>();
            for (Neighbour other : report.nearest(likeness)) {
                same.add(PeriodicTable.column(other.element()) == column);
            }
            long mates = same.stream().filter(mate -> mate).count();
            if (mates > 0) {
                elements++;
                inColumn += same.get(0) ? 1 : 0;
                expected += (double) mates / same.size();
            }
        }
        return new Columns(elements, inColumn, expected);
    }
}
