package io.nucleate.evaluation;

import io.nucleate.crystal.Material;
import io.nucleate.crystal.matching.PreparedStructure;
import io.nucleate.crystal.matching.StructureMatcher;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The known materials, called targets, that were generated again.
 *
 * @param generated number of generated materials
 * @param targets number of targets
 * @param recall recall of the first k generated materials, for several k
 * @param found targets that were generated, in the order of their first generation
 */
public record Retrieval(int generated, int targets, List<RecallAt> recall, List<Found> found) {

    /**
     * The recall of the first k generated materials.
     *
     * @param regenerated number of targets among them, and their fraction of all targets
     * @param hits number of materials among them that are targets, with repeats, and their fraction
     *     of k
     */
    public record RecallAt(int k, Share regenerated, Share hits) {}

    /**
     * A target that was generated.
     *
     * @param material name of the target
     * @param formula reduced formula of the target
     * @param rank place of the first generated material that is this target, from 1
     * @param times number of generated materials that are this target
     * @param generated name of the first generated material that is this target
     */
    public record Found(String material, String formula, int rank, int times, String generated) {}

    /**
     * Looks for targets among generated materials.
     *
     * @param generated generated materials, in the order of their ranks
     * @param at values of k, for example 10, 100, 1000. Values larger than the number of generated
     *     materials are left out, and this number itself is added
     */
    public static Retrieval of(
            List<Material> generated, List<Material> targets, StructureMatcher matcher, int... at) {
        KnownStructures known = new KnownStructures(targets, matcher);
        int[][] matches = generated.parallelStream()
                .map(material -> known.matching(PreparedStructure.of(material.structure()))
                        .toArray())
                .toArray(int[][]::new);
        int[] ranks = new int[targets.size()];
        int[] times = new int[targets.size()];
        for (int i = 0; i < matches.length; i++) {
            for (int target : matches[i]) {
                ranks[target] = ranks[target] == 0 ? i + 1 : ranks[target];
                times[target]++;
            }
        }
        List<RecallAt> recall = new ArrayList<>();
        IntStream.concat(
                        Arrays.stream(at).filter(k -> k < matches.length),
                        IntStream.of(matches.length))
                .sorted()
                .distinct()
                .forEach(k -> recall.add(new RecallAt(
                        k,
                        Share.of(
                                Arrays.stream(ranks)
                                        .filter(rank -> rank > 0 && rank <= k)
                                        .count(),
                                ranks.length),
                        Share.of(
                                Arrays.stream(matches, 0, k)
                                        .filter(found -> found.length > 0)
                                        .count(),
                                k))));
        List<Found> found = IntStream.range(0, ranks.length)
                .filter(target -> ranks[target] > 0)
                .boxed()
                .sorted(Comparator.comparingInt(target -> ranks[target]))
                .map(target -> new Found(
                        targets.get(target).name(),
                        targets.get(target).structure().composition().reducedFormula(),
                        ranks[target],
                        times[target],
                        generated.get(ranks[target] - 1).name()))
                .toList();
        return new Retrieval(generated.size(), targets.size(), recall, found);
    }
}
