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
 * Which known materials generated ones are again.
 *
 * @param generated number of generated materials
 * @param targets number of known materials looked for
 * @param recall after the first k generated materials, for several k
 * @param found the targets that were regenerated, in the order in which they were
 */
public record Retrieval(int generated, int targets, List<RecallAt> recall, List<Found> found) {

    /**
     * @param k the first so many generated materials
     * @param regenerated how many targets are among them, and out of all targets
     * @param hits how many of them are targets, repeats included, and out of k
     */
    public record RecallAt(int k, Share regenerated, Share hits) {}

    /**
     * @param rank place of the first generated material that is this target, from 1
     * @param times how many generated materials are
     */
    public record Found(String material, String formula, int rank, int times, String generated) {}

    /**
     * @param generated in the order in which they count
     * @param at values of k, such as 10, 100, 1000; those beyond the number of generated materials
     *     are left out, and the number itself is added
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
