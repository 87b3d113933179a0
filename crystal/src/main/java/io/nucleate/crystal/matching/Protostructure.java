package io.nucleate.crystal.matching;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.description.CoordinateChange;
import io.nucleate.crystal.description.Normalizer;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A crystal without its free parameters: the space group, and how often each element occupies each
 * Wyckoff letter. An example is {@code 225 Cl:a Na:b}, or, with two sites of letter h, {@code 123
 * O:agh2 Sr:b}. Crystals that differ only in their description (origin, names of axes) have the
 * same protostructure. Crystals with the same protostructure may still differ in coordinates and
 * lattice.
 *
 * @param text the unique text, with the elements in alphabetical order
 */
public record Protostructure(String text) {
    private static final Pattern LETTER_AND_COUNT = Pattern.compile("([a-zA])(\\d*)");

    /**
     * Returns the protostructure of a crystal: of the texts of all its equivalent descriptions, the
     * first in order.
     */
    public static Protostructure of(Crystal crystal) {
        Map<String, StringBuilder> letters = new TreeMap<>();
        for (Site site : crystal.sites()) {
            letters.computeIfAbsent(site.element().symbol(), symbol -> new StringBuilder())
                    .append(site.wyckoff());
        }
        String text = Normalizer.of(crystal.spaceGroup()).renamings().stream()
                .map(renaming -> text(letters, renaming))
                .min(Comparator.naturalOrder())
                .orElseThrow();
        return new Protostructure(crystal.spaceGroup().number() + text);
    }

    /** Returns the space group. */
    public SpaceGroup spaceGroup() {
        return SpaceGroup.of(Integer.parseInt(text.substring(0, text.indexOf(' '))));
    }

    /** Returns the letters of each element's sites, one for each site: {@code aghh}. */
    public Map<Element, String> letters() {
        Map<Element, String> letters = new TreeMap<>();
        String[] words = text.split(" ");
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            String[] parts = word.split(":");
            letters.put(
                    Element.of(parts[0]),
                    LETTER_AND_COUNT.matcher(parts[1]).replaceAll(letter -> letter.group(1)
                            .repeat(
                                    letter.group(2).isEmpty()
                                            ? 1
                                            : Integer.parseInt(letter.group(2)))));
        }
        return letters;
    }

    /** Returns the atoms of the conventional cell: of each letter its multiplicity. */
    public Composition composition() {
        SpaceGroup group = spaceGroup();
        Composition.Builder composition = new Composition.Builder();
        letters().forEach((element, letters) -> letters.chars()
                .forEach(letter ->
                        composition.add(element, group.position((char) letter).multiplicity())));
        return composition.build();
    }

    /**
     * Writes the letters of a description.
     *
     * @param letters of each element, one for each site, in the crystal's own description
     */
    private static String text(Map<String, StringBuilder> letters, CoordinateChange renaming) {
        StringBuilder text = new StringBuilder();
        letters.forEach((symbol, old) -> {
            char[] renamed = new char[old.length()];
            for (int i = 0; i < renamed.length; i++) {
                renamed[i] = renaming.letter(old.charAt(i));
            }
            Arrays.sort(renamed);
            text.append(' ').append(symbol).append(':');
            for (int i = 0; i < renamed.length; ) {
                int first = i;
                while (i < renamed.length && renamed[i] == renamed[first]) {
                    i++;
                }
                text.append(renamed[first]);
                if (i - first > 1) {
                    text.append(i - first);
                }
            }
        });
        return text.toString();
    }
}
