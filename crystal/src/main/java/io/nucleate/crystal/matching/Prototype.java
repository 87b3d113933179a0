package io.nucleate.crystal.matching;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.description.CoordinateChange;
import io.nucleate.crystal.description.Normalizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A protostructure without its elements: the structure type, up to coordinates and lattice. Rock
 * salt is {@code 225 a b}: of one element all sites have letter a, of another one letter b. The
 * place of an element in the text is its role.
 *
 * @param text space group and the letters of each role; of the texts of all equivalent descriptions
 *     the first in order
 * @param casts the elements in the order of their roles; several where roles can be exchanged
 */
public record Prototype(String text, List<List<Element>> casts) {

    /** Letters of the sites of one element. */
    private record Role(String letters, Element element) {}

    public Prototype {
        casts = casts.stream().map(List::copyOf).toList();
    }

    /** Returns the prototype of a protostructure, with every way to cast its elements. */
    public static Prototype of(Protostructure protostructure) {
        Map<Element, String> letters = protostructure.letters();
        String text = null;
        Set<List<Element>> casts = new LinkedHashSet<>();
        for (CoordinateChange renaming :
                Normalizer.of(protostructure.spaceGroup()).renamings()) {
            List<Role> roles = letters.entrySet().stream()
                    .map(entry -> new Role(renamed(entry.getValue(), renaming), entry.getKey()))
                    .sorted(Comparator.comparing(Role::letters))
                    .toList();
            String candidate = roles.stream().map(Role::letters).collect(Collectors.joining(" "));
            int order = text == null ? -1 : candidate.compareTo(text);
            if (order < 0) {
                text = candidate;
                casts.clear();
            }
            if (order <= 0) {
                addCasts(roles, List.of(), casts);
            }
        }
        return new Prototype(protostructure.spaceGroup().number() + " " + text, List.copyOf(casts));
    }

    private static String renamed(String letters, CoordinateChange renaming) {
        char[] renamed = letters.toCharArray();
        for (int i = 0; i < renamed.length; i++) {
            renamed[i] = renaming.letter(renamed[i]);
        }
        Arrays.sort(renamed);
        return new String(renamed);
    }

    /** Roles with the same letters can be exchanged. */
    private static void addCasts(List<Role> roles, List<Element> chosen, Set<List<Element>> casts) {
        if (chosen.size() == roles.size()) {
            casts.add(chosen);
            return;
        }
        String letters = roles.get(chosen.size()).letters();
        for (Role role : roles) {
            if (role.letters().equals(letters) && !chosen.contains(role.element())) {
                List<Element> more = new ArrayList<>(chosen);
                more.add(role.element());
                addCasts(roles, List.copyOf(more), casts);
            }
        }
    }

    /** Returns the space group. */
    public SpaceGroup spaceGroup() {
        return SpaceGroup.of(Integer.parseInt(text.substring(0, text.indexOf(' '))));
    }
}
