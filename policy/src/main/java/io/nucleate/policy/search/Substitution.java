package io.nucleate.policy.search;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.substitution.Exchange;
import io.nucleate.policy.LogProb;
import io.nucleate.policy.Policy;
import io.nucleate.policy.RankedCrystal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Puts other elements on the sites of a known crystal and ranks the results by their log-density.
 * Each element is replaced everywhere by one element, different elements by different ones, so that
 * the prototype stays.
 */
public final class Substitution {
    /** Number of crystals that each thread evaluates at a time, which bounds the memory. */
    private static final int BATCH = 256;

    private final Policy policy;
    private final Crystal parent;
    private final LatticeRule latticeRule;

    /** The rule for the lattice of the results. */
    public enum LatticeRule {
        /** The policy's likeliest lattice for the new elements. */
        LIKELIEST,
        /**
         * The parent's lattice, with its lengths multiplied by the ratio of the mean covalent
         * radii.
         */
        SCALED
    }

    /** Hears how far a ranking is. */
    @FunctionalInterface
    public interface RankingProgress {
        /**
         * Called after each batch.
         *
         * @param crystals number of crystals that have been evaluated
         * @param of number of crystals to evaluate for now
         */
        void evaluated(int crystals, int of);
    }

    /** @param parent the known crystal; its sites in any order */
    public Substitution(Policy policy, Crystal parent, LatticeRule latticeRule) {
        this.policy = policy;
        this.parent = parent.canonical();
        this.latticeRule = latticeRule;
    }

    /**
     * Ranks the crystals and returns the likeliest. It uses every processor; the result does not
     * depend on their number.
     *
     * @param pools elements that may replace each element; one without a pool stays
     * @param count largest number of crystals in the result
     * @param limit largest number of crystals to evaluate exactly. Where there are more
     *     combinations, elements are replaced one after another, and each time only the likeliest
     *     {@code limit} over the size of the next pool are kept (a beam search)
     * @param progress told from any thread, one call at a time
     */
    public List<RankedCrystal> rank(
            Map<Element, ? extends Collection<Element>> pools,
            int count,
            int limit,
            RankingProgress progress) {
        List<Map<Element, Element>> choices = List.of(Map.of());
        for (Element element : parent.composition().elements()) {
            Collection<Element> pool =
                    pools.containsKey(element) ? pools.get(element) : Set.of(element);
            int kept = Math.max(1, limit / Math.max(1, pool.size()));
            if (choices.size() > kept) {
                choices = likeliest(choices, kept, progress);
            }
            choices = extend(choices, element, pool);
        }
        return evaluate(choices, progress).stream()
                .sorted(RankedCrystal.BY_LOG_PROB)
                .limit(count)
                .toList();
    }

    /** Returns the number of combinations, whether or not their elements all differ. */
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

    /** Returns the likeliest choices so far. Elements without a choice yet stay as they are. */
    private List<Map<Element, Element>> likeliest(
            List<Map<Element, Element>> choices, int kept, RankingProgress progress) {
        record Scored(Map<Element, Element> choice, double logProb) {}
        List<Scored> scored = new ArrayList<>();
        List<RankedCrystal> ranked = evaluate(choices, progress);
        for (int i = 0; i < choices.size(); i++) {
            scored.add(new Scored(choices.get(i), ranked.get(i).logProb().total()));
        }
        scored.sort((a, b) -> Double.compare(b.logProb(), a.logProb()));
        return scored.stream().limit(kept).map(Scored::choice).toList();
    }

    /** Evaluates all choices, in their order. */
    private List<RankedCrystal> evaluate(
            List<Map<Element, Element>> choices, RankingProgress progress) {
        int[] evaluated = {0};
        List<List<RankedCrystal>> batches = IntStream.range(0, (choices.size() + BATCH - 1) / BATCH)
                .parallel()
                .mapToObj(i -> {
                    int end = Math.min(choices.size(), (i + 1) * BATCH);
                    List<RankedCrystal> ranked = evaluateBatch(choices.subList(i * BATCH, end));
                    synchronized (evaluated) {
                        evaluated[0] += ranked.size();
                        progress.evaluated(evaluated[0], choices.size());
                    }
                    return ranked;
                })
                .toList();
        return batches.stream().flatMap(List::stream).toList();
    }

    private List<RankedCrystal> evaluateBatch(List<Map<Element, Element>> choices) {
        List<Crystal> crystals = choices.stream()
                .map(choice -> Exchange.everywhere(parent, choice))
                .toList();
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
}
