package io.nucleate.crystal.substitution;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.matching.Protostructure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Counts which elements stand in the same places of crystals: which two of them differ in nothing
 * but one element. It is all that {@link ElementLikeness} learns from them, and small enough to be
 * shipped where the crystals are not.
 */
public final class SharedPlaces {
    /** Stands for the element that may be exchanged. No crystal contains it. */
    private static final Element ANY = Element.Og;

    private static final String SHIPPED = "shared-places.txt";
    private static final String COMMENT = "#";

    private final Map<Element, Observed> observed;

    /** What crystals say about an element. */
    private static final class Observed {
        private final Map<Element, Integer> pairs = new EnumMap<>(Element.class);
        private int places;
    }

    private SharedPlaces(Map<Element, Observed> observed) {
        this.observed = observed;
    }

    /** Counts in crystals. */
    public static SharedPlaces of(Collection<Crystal> crystals) {
        Map<String, Set<Element>> inSamePlace = new HashMap<>();
        for (Crystal crystal : crystals) {
            for (Element element : crystal.composition().elements()) {
                Crystal open = Exchange.everywhere(crystal, Map.of(element, ANY));
                inSamePlace
                        .computeIfAbsent(
                                Protostructure.of(open).text(),
                                text -> EnumSet.noneOf(Element.class))
                        .add(element);
            }
        }
        Map<Element, Observed> observed = new EnumMap<>(Element.class);
        for (Set<Element> alike : inSamePlace.values()) {
            for (Element a : alike) {
                Observed of = observed.computeIfAbsent(a, element -> new Observed());
                of.places++;
                alike.stream().filter(b -> b != a).forEach(b -> of.pairs.merge(b, 1, Integer::sum));
            }
        }
        return new SharedPlaces(observed);
    }

    /** Returns the counts that are shipped. */
    static SharedPlaces shipped() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(SharedPlaces.class.getResourceAsStream(SHIPPED), SHIPPED),
                StandardCharsets.UTF_8))) {
            return parse(reader.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads what {@link #lines} wrote.
     *
     * @throws IllegalArgumentException for a line that is not of that kind
     */
    static SharedPlaces parse(List<String> lines) {
        Map<Element, Observed> observed = new EnumMap<>(Element.class);
        for (String line : lines) {
            if (!line.startsWith(COMMENT)) {
                parse(line, observed);
            }
        }
        return new SharedPlaces(observed);
    }

    private static void parse(String line, Map<Element, Observed> observed) {
        try {
            String[] words = line.split(" ");
            Observed of = new Observed();
            of.places = Integer.parseInt(words[1]);
            for (int i = 2; i < words.length; i++) {
                int colon = words[i].indexOf(':');
                of.pairs.put(
                        Element.of(words[i].substring(0, colon)),
                        Integer.valueOf(words[i].substring(colon + 1)));
            }
            observed.put(Element.of(words[0]), of);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "'" + line + "' does not say which elements share places", e);
        }
    }

    /**
     * Writes the counts as text, a line for each element: the element, the number of its places,
     * and how many of these it shares with each other element.
     *
     * @param provenance sentences on the source of the crystals, which come first
     */
    public List<String> lines(List<String> provenance) {
        List<String> lines = new ArrayList<>();
        provenance.forEach(sentence -> lines.add(COMMENT + " " + sentence));
        observed.forEach((element, of) -> lines.add(Stream.concat(
                        Stream.of(element.symbol(), Integer.toString(of.places)),
                        of.pairs.entrySet().stream()
                                .map(pair -> pair.getKey().symbol() + ":" + pair.getValue()))
                .collect(Collectors.joining(" "))));
        return lines;
    }

    /** Returns all elements of the crystals. */
    public Set<Element> elements() {
        return Collections.unmodifiableSet(observed.keySet());
    }

    /** Returns in how many different places an element stands. */
    int places(Element element) {
        return observed.get(element).places;
    }

    /** Returns how many of these it shares with each other element. */
    Map<Element, Integer> pairs(Element element) {
        return Collections.unmodifiableMap(observed.get(element).pairs);
    }
}
