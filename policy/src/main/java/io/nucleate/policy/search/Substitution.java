package io.nucleate.policy.search;

import io.nucleate.crystal.CovalentRadius;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Site;
import io.nucleate.policy.LogProb;
import io.nucleate.policy.Policy;
import io.nucleate.policy.RankedCrystal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts other elements on the sites of a known crystal and ranks the results by their log-density.
 * Each element is replaced everywhere by one element, different ones by different ones, so that the
 * prototype stays.
 */
public final class Substitution {
    /** Crystals priced at a time; bounds the memory, not the result. */
    private static final int BATCH = 1024;

    private final Policy policy;
    private final Crystal parent;
    private final LatticeRule latticeRule;

    /** What becomes of the lattice. */
    public enum LatticeRule {
        /** The policy's likeliest one for the new elements. */
        LIKELIEST,
        /** The parent's, its lengths times the ratio of the mean covalent radii. */
        SCALED
    }

    public Substitution(Policy policy, Crystal parent, LatticeRule latticeRule) {
        this.policy = policy;
        this.parent = parent.canonical();
        this.latticeRule = latticeRule;
    }

    /**
     * The likeliest crystals.
     *
     * @param pools what may stand instead of each element; one without a pool stays
     * @param count most crystals in the result
     * @param limit most crystals to price exactly. Where there are more combinations, elements are
     *     replaced one after another and only the likeliest {@code limit} over the size of the next
     *     pool are kept each time (a beam search)
     */
    public List<RankedCrystal> rank(
            Map<Element, ? extends Collection<Element>> pools, int count, int limit) {
        List<Map<Element, Element>> choices = List.of(Map.of());
        for (Element element : parent.composition().elements()) {
            Collection<Element> pool =
                    pools.containsKey(element) ? pools.get(element) : Set.of(element);
            int kept = Math.max(1, limit / Math.max(1, pool.size()));
            if (choices.size() > kept) {
                choices = likeliest(choices, kept);
            }
            choices = extend(choices, element, pool);
        }
        List<RankedCrystal> ranked = new ArrayList<>();
        for (int from = 0; from < choices.size(); from += BATCH) {
            ranked.addAll(price(choices.subList(from, Math.min(choices.size(), from + BATCH))));
        }
        return ranked.stream().sorted(RankedCrystal.BY_LOG_PROB).limit(count).toList();
    }

    /** How many combinations there are, whether or not they all differ in every element. */
    public static double combinations(Collection<? extends Collection<Element>> pools) {
        return pools.stream().mapToDouble(Collection::size).reduce(1, (a, b) -> a * b);
    }

    private static List<Map<Element, Element>> extend(
            List<Map<Element, Element>> choices, Element element, Collection<Element> pool) {
        List<Map<Element, Element>> extended = new ArrayList<>();
        for (Map<Element, Element> choice : choices) {
            for (Element replacement : pool) {
                if (!choice.containsValue(replacement)) {
                    Map<Element, Element> longer = new EnumMap<>(Element.class);
                    longer.putAll(choice);
                    longer.put(element, replacement);
                    extended.add(longer);
                }
            }
        }
        return extended;
    }

    /** The best so far, those elements that no choice was made for yet as they are. */
    private List<Map<Element, Element>> likeliest(List<Map<Element, Element>> choices, int kept) {
        record Scored(Map<Element, Element> choice, double logProb) {}
        List<Scored> scored = new ArrayList<>();
        for (int from = 0; from < choices.size(); from += BATCH) {
            List<Map<Element, Element>> chunk =
                    choices.subList(from, Math.min(choices.size(), from + BATCH));
            List<RankedCrystal> ranked = price(chunk);
            for (int i = 0; i < chunk.size(); i++) {
                scored.add(new Scored(chunk.get(i), ranked.get(i).logProb().total()));
            }
        }
        scored.sort((a, b) -> Double.compare(b.logProb(), a.logProb()));
        return scored.stream().limit(kept).map(Scored::choice).toList();
    }

    private List<RankedCrystal> price(List<Map<Element, Element>> choices) {
        List<Crystal> crystals = choices.stream().map(this::replace).toList();
        if (latticeRule == LatticeRule.LIKELIEST) {
            return policy.withLikeliestLattice(crystals);
        }
        List<LogProb> logProbs = policy.logProb(crystals);
        List<RankedCrystal> ranked = new ArrayList<>();
        for (int i = 0; i < crystals.size(); i++) {
            ranked.add(new RankedCrystal(crystals.get(i), logProbs.get(i)));
        }
        return ranked;
    }

    private Crystal replace(Map<Element, Element> choice) {
        List<Site> sites = new ArrayList<>();
        double radiiBefore = 0;
        double radiiAfter = 0;
        for (Site site : parent.sites()) {
            Element element = choice.getOrDefault(site.element(), site.element());
            int multiplicity = parent.spaceGroup().position(site.wyckoff()).multiplicity();
            radiiBefore += multiplicity * CovalentRadius.ofAngstrom(site.element());
            radiiAfter += multiplicity * CovalentRadius.ofAngstrom(element);
            sites.add(new Site(element, site.wyckoff(), site.x(), site.y(), site.z()));
        }
        return new Crystal(
                parent.spaceGroup(), parent.lattice().scaled(radiiAfter / radiiBefore), sites);
    }
}
