package io.nucleate.crystal.matching;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.description.CoordinateChange;
import io.nucleate.crystal.description.Normalizer;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * A crystal without its free parameters: space group, and how often each element occupies each Wyckoff letter; as text such as
 * {@code 225 Cl:a Na:b} or, with two sites of a letter, {@code 123 O:agh2 Sr:b}. Crystals that differ only in how they are
 * described (origin, names of axes) have the same; crystals with the same may still differ in coordinates and lattice.
 *
 * @param text with the elements in alphabetical order, unique
 */
public record Protostructure(String text) {

    /** Of all equivalent descriptions of the crystal, the text that comes first. */
    public static Protostructure of(Crystal crystal) {
        String text = Normalizer.of(crystal.spaceGroup()).changes().stream()
                .map(change -> text(crystal, change))
                .min(Comparator.naturalOrder())
                .orElseThrow();
        return new Protostructure(crystal.spaceGroup().number() + text);
    }

    private static String text(Crystal crystal, CoordinateChange change) {
        Map<String, Map<Character, Integer>> letters = new TreeMap<>();
        for (Site site : crystal.sites()) {
            letters.computeIfAbsent(site.element().symbol(), symbol -> new TreeMap<>())
                    .merge(change.letter(site.wyckoff()), 1, Integer::sum);
        }
        StringBuilder text = new StringBuilder();
        letters.forEach((symbol, counts) -> {
            text.append(' ').append(symbol).append(':');
            counts.forEach((letter, count) -> text.append(letter).append(count == 1 ? "" : count.toString()));
        });
        return text.toString();
    }
}
