package io.nucleate.policy.inspection;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.WyckoffPosition;
import io.nucleate.policy.FirstSite;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a policy puts where in a space group. Whatever depends on more than the first site is
 * counted in crystals that are drawn.
 *
 * @param probability share of the group in the training data
 * @param crystals number of crystals that were drawn
 * @param letters all Wyckoff positions
 * @param occupations the letters of whole crystals, the most frequent first
 */
public record GroupInspection(
        int number,
        String symbol,
        double probability,
        int crystals,
        List<LetterReport> letters,
        List<Share> occupations) {
    /**
     * A Wyckoff position.
     *
     * @param freeCoordinates 0 to 3
     * @param firstSite exact probability that the first site is here
     * @param inCrystals share of the drawn crystals that occupy it
     * @param elements on it, as shares of the drawn sites, the most frequent first
     */
    public record LetterReport(
            String letter,
            int multiplicity,
            int freeCoordinates,
            double firstSite,
            double inCrystals,
            List<Share> elements) {}

    /** Something, and how often it was drawn, as a share. */
    public record Share(String name, double share) {}

    /**
     * Inspects a space group.
     *
     * @param crystals number of crystals to be drawn; there are fewer where the policy asks for
     *     impossible lattices
     */
    public static GroupInspection of(
            Policy policy, SpaceGroup group, int crystals, SplittableRandom random) {
        List<Crystal> drawn = policy
                .sample(Collections.nCopies(crystals, group), SamplingSettings.DEFAULT, random)
                .stream()
                .map(SampledCrystal::crystal)
                .toList();
        FirstSite first = policy.firstSite(group);
        return new GroupInspection(
                group.number(),
                group.symbol(),
                policy.spaceGroups().probability(group),
                drawn.size(),
                group.positions().stream()
                        .map(position -> letter(position, first, drawn))
                        .toList(),
                shares(drawn.stream().map(GroupInspection::letters).toList()));
    }

    private static LetterReport letter(
            WyckoffPosition position, FirstSite first, List<Crystal> drawn) {
        char letter = position.letter();
        double occupied = drawn.stream()
                .filter(crystal ->
                        crystal.sites().stream().anyMatch(site -> site.wyckoff() == letter))
                .count();
        List<String> elements = drawn.stream()
                .flatMap(crystal -> crystal.sites().stream())
                .filter(site -> site.wyckoff() == letter)
                .map(Site::element)
                .map(Element::symbol)
                .toList();
        return new LetterReport(
                String.valueOf(letter),
                position.multiplicity(),
                (int) IntStream.range(0, 3).filter(position::isFree).count(),
                first.probability(position),
                occupied / Math.max(1, drawn.size()),
                shares(elements));
    }

    private static String letters(Crystal crystal) {
        return crystal.sites().stream()
                .map(site -> String.valueOf(site.wyckoff()))
                .collect(Collectors.joining(" "));
    }

    /** Counts what is equal; ties are in the order of the names. */
    private static List<Share> shares(List<String> names) {
        Map<String, Long> counts = names.stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> new Share(entry.getKey(), (double) entry.getValue() / names.size()))
                .toList();
    }
}
