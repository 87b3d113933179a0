package io.nucleate.policy.constraints;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.WyckoffPosition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A structure prototype: a space group, its occupied Wyckoff positions, and which sites share an
 * element. Its text is, for example, {@code 221:a=1,b=2,c=3}. Sites with the same number have one
 * element, sites with different numbers have different ones. {@code a=Ca} names the element, and a
 * letter alone leaves it open.
 *
 * @param sites ordered by letter; those of one letter are drawn in the order given
 */
public record Template(SpaceGroup spaceGroup, List<TemplateSite> sites) {
    private static final Pattern SITE = Pattern.compile("([a-zA])(?:=(\\d+|[A-Z][a-z]?))?");
    private static final String SYNTAX =
            "; write a template like 221:a=Ca,b=Ti,c=1, with a Wyckoff letter for each site and,"
                    + " where"
                    + " wanted, its element or a number that sites of the same element share";

    /**
     * A site of a prototype.
     *
     * @param kind an element's symbol, or a number that the sites of one element share, or empty
     */
    public record TemplateSite(char wyckoff, String kind) {
        Optional<Element> element() {
            return Element.isSymbol(kind) ? Optional.of(Element.of(kind)) : Optional.empty();
        }

        @Override
        public String toString() {
            return kind.isEmpty() ? Character.toString(wyckoff) : wyckoff + "=" + kind;
        }
    }

    /**
     * Sorts and checks the sites.
     *
     * @throws IllegalArgumentException for a letter that the group lacks, or a fixed position
     *     occupied twice
     */
    public Template {
        if (sites.isEmpty()) {
            throw new IllegalArgumentException("a template needs at least one site" + SYNTAX);
        }
        sites = sites.stream()
                .sorted(Comparator.comparingInt(site -> WyckoffPosition.numberOf(site.wyckoff())))
                .toList();
        for (int i = 0; i < sites.size(); i++) {
            char letter = sites.get(i).wyckoff();
            if (!spaceGroup.position(letter).hasFreeParameters()
                    && i > 0
                    && sites.get(i - 1).wyckoff() == letter) {
                throw new IllegalArgumentException(
                        "Wyckoff position '" + letter + "' of space group " + spaceGroup
                                + " is a fixed point and cannot be occupied twice");
            }
        }
    }

    /** Returns the prototype of a crystal. Its elements become numbers. */
    public static Template of(Crystal crystal) {
        Map<Element, String> kinds = new EnumMap<>(Element.class);
        List<TemplateSite> sites = new ArrayList<>();
        for (Site site : crystal.canonical().sites()) {
            String kind = kinds.computeIfAbsent(
                    site.element(), element -> Integer.toString(kinds.size() + 1));
            sites.add(new TemplateSite(site.wyckoff(), kind));
        }
        return new Template(crystal.spaceGroup(), sites);
    }

    /**
     * Reads the text of a template.
     *
     * @throws IllegalArgumentException for a text that is no template
     */
    public static Template parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 2 || !parts[0].strip().matches("\\d{1,3}")) {
            throw new IllegalArgumentException("cannot read template '" + text + "'" + SYNTAX);
        }
        List<TemplateSite> sites = new ArrayList<>();
        for (String site : parts[1].split(",", -1)) {
            Matcher matcher = SITE.matcher(site.strip());
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "cannot read '" + site + "' in template '" + text + "'" + SYNTAX);
            }
            String kind = matcher.group(2) == null ? "" : matcher.group(2);
            if (!kind.isEmpty() && !Character.isDigit(kind.charAt(0))) {
                Element.of(kind);
            }
            sites.add(new TemplateSite(matcher.group(1).charAt(0), kind));
        }
        return new Template(SpaceGroup.of(Integer.parseInt(parts[0].strip())), sites);
    }

    /** Returns the elements that it names. */
    public Set<Element> elements() {
        return sites.stream()
                .flatMap(site -> site.element().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the number of atoms in the primitive cell. */
    int atoms() {
        int atoms = 0;
        for (TemplateSite site : sites) {
            atoms += spaceGroup.position(site.wyckoff()).multiplicity()
                    / spaceGroup.centrings().length;
        }
        return atoms;
    }

    @Override
    public String toString() {
        return spaceGroup.number()
                + sites.stream()
                        .map(TemplateSite::toString)
                        .collect(Collectors.joining(",", ":", ""));
    }
}
