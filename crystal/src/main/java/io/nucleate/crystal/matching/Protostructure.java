package io.nucleate.crystal.matching;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Site;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A crystal without its free parameters: space group, and how often each element occupies each Wyckoff letter; as text such as
 * {@code 225 Cl:b Na:a} or, with two sites of a letter, {@code 62 O:c2d Ti:c}. Equal crystals in the same description have equal
 * protostructures; crystals with equal ones may still differ in coordinates and lattice.
 *
 * <p>The description is taken as it is: another choice of origin, which may rename letters, is another protostructure.
 *
 * @param text with the elements in alphabetical order, unique
 */
public record Protostructure(String text) {

    public static Protostructure of(Crystal crystal) {
        Map<String, Map<Character, Integer>> letters = new TreeMap<>();
        for (Site site : crystal.sites()) {
            letters.computeIfAbsent(site.element().symbol(), symbol -> new LinkedHashMap<>())
                    .merge(site.wyckoff(), 1, Integer::sum);
        }
        StringBuilder text = new StringBuilder().append(crystal.spaceGroup().number());
        letters.forEach((symbol, counts) -> {
            text.append(' ').append(symbol).append(':');
            counts.forEach((letter, count) -> text.append(letter).append(count == 1 ? "" : count.toString()));
        });
        return new Protostructure(text.toString());
    }
}
