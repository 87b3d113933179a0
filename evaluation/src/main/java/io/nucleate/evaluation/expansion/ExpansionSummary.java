package io.nucleate.evaluation.expansion;

import io.nucleate.crystal.Chemistry;
import io.nucleate.crystal.Metastability;
import io.nucleate.evaluation.Share;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What an expansion has come to.
 *
 * @param attempts number of proposals that were computed
 * @param outcomes how many of them ended how
 * @param kept number of crystals that are kept
 * @param belowKnownHull those of them that lie below the hull of the known phases
 * @param supported those in a chemical system with at least two known phases
 * @param chargeBalanced those whose charges can balance
 * @param radioactive those with a radioactive element
 * @param judged number of those that a second potential was asked about
 * @param judgedMetastable share of the judged that the second potential puts below 0.1 eV/atom too
 * @param judgedDifferenceEvPerAtom mean difference of the two energies above the hull; empty
 *     without any
 * @param chemistry kept crystals by the class of their composition
 * @param changes kept crystals by how they were proposed
 * @param sites kept crystals by their number of occupied Wyckoff positions
 * @param elements kept crystals by their number of elements
 */
public record ExpansionSummary(
        int attempts,
        Map<String, Integer> outcomes,
        int kept,
        Share belowKnownHull,
        Share supported,
        Share chargeBalanced,
        Share radioactive,
        int judged,
        Share judgedMetastable,
        OptionalDouble judgedDifferenceEvPerAtom,
        Map<String, Integer> chemistry,
        Map<String, Integer> changes,
        Map<Integer, Integer> sites,
        Map<Integer, Integer> elements) {
    /** Known phases in its chemical system with which a crystal's hull counts as supported. */
    private static final int SUPPORTING_PHASES_MIN = 2;

    /** Summarises an expansion and what is kept of it. */
    public static ExpansionSummary of(Expansion expansion, List<GrownCrystal> kept) {
        List<GrownCrystal> judged = kept.stream()
                .filter(crystal -> crystal.judgedAboveHullEvPerAtom().isPresent())
                .toList();
        return new ExpansionSummary(
                expansion.attempts(),
                new LinkedHashMap<>(expansion.outcomes()),
                kept.size(),
                share(kept, crystal -> crystal.energyAboveKnownHullEvPerAtom() < 0),
                share(kept, crystal -> crystal.referencePhases() >= SUPPORTING_PHASES_MIN),
                share(kept, GrownCrystal::isChargeBalanced),
                share(kept, GrownCrystal::isRadioactive),
                judged.size(),
                share(
                        judged,
                        crystal -> Metastability.isWithin(
                                crystal.judgedAboveHullEvPerAtom().orElseThrow())),
                judged.stream()
                        .mapToDouble(
                                crystal -> crystal.judgedAboveHullEvPerAtom().orElseThrow()
                                        - crystal.energyAboveHullEvPerAtom())
                        .average(),
                count(kept, crystal -> Chemistry.of(crystal.composition()).words()),
                count(kept, crystal -> crystal.attempt().change().word()),
                count(kept, crystal -> crystal.found().crystal().sites().size()),
                count(kept, crystal -> crystal.composition().elements().size()));
    }

    private static Share share(List<GrownCrystal> kept, Predicate<GrownCrystal> counts) {
        return Share.of(kept.stream().filter(counts).count(), kept.size());
    }

    private static <K extends Comparable<K>> Map<K, Integer> count(
            List<GrownCrystal> kept, Function<GrownCrystal, K> key) {
        Map<K, Integer> counts = new TreeMap<>();
        kept.forEach(crystal -> counts.merge(key.apply(crystal), 1, Integer::sum));
        return counts;
    }
}
