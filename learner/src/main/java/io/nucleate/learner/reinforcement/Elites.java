package io.nucleate.learner.reinforcement;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.description.EquivalentDescriptions;
import io.nucleate.crystal.matching.Protostructure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The best crystals so far, one of each protostructure, to be learned from again. Each update
 * replays some, each in an equivalent description that is drawn afresh: augmented memory (arXiv
 * 2305.16160), whose molecules are written in random orders, for crystals.
 *
 * <table>
 * <caption>What becomes of a crystal; the first row that fits decides</caption>
 * <tr><th>crystal</th><th>effect</th></tr>
 * <tr><td>was discounted, because its kind came before</td><td>its kind is purged: the policy draws
 *     it by itself</td></tr>
 * <tr><td>did no better than expected</td><td>none</td></tr>
 * <tr><td>its kind is kept, with a better reward</td><td>none</td></tr>
 * <tr><td>any other</td><td>kept, in place of its kind, or of the worst where all places are taken
 *     (which may be itself); of equal ones the oldest goes</td></tr>
 * </table>
 *
 * <p>With {@link Strata} the one to go is the worst of the stratum that has most places, and what
 * is replayed has the strata of what was priced: replay makes no stratum more frequent.
 *
 * <p>Kept is the relaxed crystal, where the score has one that the policy could draw. For use by
 * one thread.
 */
final class Elites {
    private final EliteSettings settings;
    private final Strata strata;
    /** By kind, the oldest first. */
    private final Map<String, Member> kept = new LinkedHashMap<>();

    /** A crystal that is kept, and its stratum. */
    private record Member(Elite elite, int stratum) {}

    Elites(EliteSettings settings, Strata strata) {
        this.settings = settings;
        this.strata = strata;
    }

    /**
     * Takes a crystal.
     *
     * @param isDiscounted whether its reward was, because its kind came before
     * @param excess its reward less what is expected of it
     * @param isPossible whether the policy could draw a crystal
     */
    void take(
            Experience experience,
            boolean isDiscounted,
            double excess,
            Predicate<Crystal> isPossible) {
        if (!settings.isOn() || !isDiscounted && !(excess > 0)) {
            return;
        }
        String kind = Protostructure.of(experience.crystal()).text();
        if (isDiscounted) {
            kept.remove(kind);
            return;
        }
        Member before = kept.get(kind);
        if (before == null || before.elite().reward() <= experience.reward()) {
            kept.remove(kind);
            keep(elite(kind, experience, isPossible));
        }
        if (kept.size() > settings.size()) {
            removeOne();
        }
    }

    private void keep(Elite elite) {
        kept.put(elite.kind(), new Member(elite, strata.of(elite.crystal())));
    }

    private void removeOne() {
        Map<Integer, Long> places = kept.values().stream()
                .collect(Collectors.groupingBy(Member::stratum, Collectors.counting()));
        kept.values().stream()
                .min(Comparator.comparing((Member member) -> -places.get(member.stratum()))
                        .thenComparing(member -> member.elite().reward()))
                .ifPresent(worst -> kept.remove(worst.elite().kind()));
    }

    private static Elite elite(String kind, Experience experience, Predicate<Crystal> isPossible) {
        Crystal crystal = experience.relaxed().filter(isPossible).orElse(experience.crystal());
        return Elite.of(kind, experience.reward(), crystal);
    }

    /** Returns how many are kept. */
    int size() {
        return kept.size();
    }

    /**
     * Draws some, no two of a kind, in equivalent descriptions: each from the stratum of a crystal
     * that was priced, where that has any left.
     *
     * @param window all that was priced
     * @param batchSize crystals of the batch that they are replayed with
     * @param version seed of the draw, which is part of the learner's state
     * @param isPossible whether the policy could draw a crystal: constraints may leave some of its
     *     descriptions
     */
    List<Crystal> draw(
            List<Experience> window, int batchSize, int version, Predicate<Crystal> isPossible) {
        Map<Integer, List<Elite>> left = new HashMap<>();
        kept.values().forEach(member -> left.computeIfAbsent(
                        member.stratum(), stratum -> new ArrayList<>())
                .add(member.elite()));
        long count = Math.max(1, Math.round(settings.share() * batchSize));
        SplittableRandom random = new SplittableRandom(version);
        List<Experience> models = new ArrayList<>(window);
        List<Crystal> drawn = new ArrayList<>();
        while (drawn.size() < count && !models.isEmpty()) {
            Experience model = models.remove(random.nextInt(models.size()));
            List<Elite> choices = left.getOrDefault(strata.of(model.crystal()), List.of());
            if (choices.isEmpty()) {
                continue;
            }
            Crystal given = choices.remove(random.nextInt(choices.size())).crystal();
            Crystal described = EquivalentDescriptions.draw(given, random);
            drawn.add(isPossible.test(described) ? described : given);
        }
        return drawn;
    }

    /** Returns all, in the order of {@link #restore}. */
    List<Elite> state() {
        return kept.values().stream().map(Member::elite).toList();
    }

    /**
     * Takes up what {@link #state} gave.
     *
     * @param state the oldest first
     */
    void restore(List<Elite> state) {
        kept.clear();
        state.forEach(this::keep);
    }
}
