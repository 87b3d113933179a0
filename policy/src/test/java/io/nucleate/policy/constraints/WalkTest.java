package io.nucleate.policy.constraints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.WyckoffPosition;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A walk must allow, at every prefix of every small crystal, what a list of all crystals allows.
 */
class WalkTest {
    private static final List<Element> ELEMENTS = List.of(Element.O, Element.Na, Element.Cl);
    private static final List<Element> CANDIDATES =
            List.of(Element.O, Element.Na, Element.Cl, Element.K);
    private static final int SITES_MAX = 4;
    private static final int ATOMS_MAX = 6;

    /** A letter and its element. */
    private record Choice(int letter, Element element) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1   | elements=O,Na,Cl max-atoms=6",
                "2   | elements=O,Na,Cl required-elements=O,Na max-atoms=4",
                "25  | chemical-system=O-Na-Cl max-atoms=5",
                "99  | chemical-system=Na-Cl max-atoms=6",
                "221 | chemical-system=O-Na-Cl max-atoms=6",
                "225 | elements=O,Na,Cl required-elements=Na max-atoms=4",
                "227 | chemical-system=Na-Cl max-atoms=6",
                "2   | formula=NaCl2 max-atoms=6",
                "25  | formula=NaCl max-atoms=6",
                "62  | formula=NaCl max-atoms=6",
                "99  | formula=NaClO max-atoms=6",
                "123 | formula=Na2ClO max-atoms=4",
                "166 | formula=NaO2 max-atoms=6",
                "194 | formula=NaClO max-atoms=6",
                "221 | formula=NaClO3 max-atoms=5",
                "225 | formula=NaCl max-atoms=6",
                "225 | formula=NaCl formula-units=8 max-atoms=6",
                "225 | formula=Na max-atoms=6",
                "221 | template=221:a,b,c elements=O,Na,Cl",
                "221 | template=221:a=1,b=2,c=2 elements=O,Na,Cl",
                "221 | template=221:a=1,b=2,c=3 elements=O,Na,Cl required-elements=Cl",
                "221 | template=221:a,b=Na,c=1 elements=O,Na,Cl required-elements=Cl",
                "221 | template=221:a=1,b=2,c formula=NaClO3",
                "221 | template=221:a=1,b=1,c formula=Na2O3",
                "221 | template=221:a=1,b,c formula=NaO4",
                "99  | template=99:a=1,a=2,b=1 formula=Na2Cl",
                "225 | template=225:a=Na,b=1,c elements=O,Na,Cl max-atoms=4",
            })
    void allowsExactlyWhatHasACompletion(int number, String text) {
        SpaceGroup group = SpaceGroup.of(number);
        Constraints constraints = Constraints.parse(text);
        List<List<Choice>> crystals = new ArrayList<>();
        enumerate(group, new ArrayList<>(), 0, crystals);
        Predicate<List<Choice>> wanted = Oracle.of(text, group);
        Set<List<Object>> prefixes = new HashSet<>();
        for (List<Choice> crystal : crystals) {
            if (wanted.test(crystal)) {
                addPrefixes(crystal, prefixes);
            }
        }
        assertThat(constraints.allows(group, SITES_MAX)).isEqualTo(!prefixes.isEmpty());
        compare(constraints, group, new ArrayList<>(), prefixes);
    }

    /** Every sequence of letters and elements within the sizes, whatever the constraints. */
    private static void enumerate(
            SpaceGroup group, List<Choice> sites, int atoms, List<List<Choice>> crystals) {
        if (!sites.isEmpty()) {
            crystals.add(List.copyOf(sites));
        }
        if (sites.size() == SITES_MAX) {
            return;
        }
        int last = sites.isEmpty() ? 1 : sites.get(sites.size() - 1).letter();
        for (WyckoffPosition position :
                group.positions().subList(last - 1, group.positions().size())) {
            boolean twice =
                    !sites.isEmpty() && position.number() == last && !position.hasFreeParameters();
            int more = atoms + position.multiplicity() / group.centrings().length;
            if (!twice && more <= ATOMS_MAX) {
                for (Element element : ELEMENTS) {
                    sites.add(new Choice(position.number(), element));
                    enumerate(group, sites, more, crystals);
                    sites.remove(sites.size() - 1);
                }
            }
        }
    }

    private static void addPrefixes(List<Choice> crystal, Set<List<Object>> prefixes) {
        List<Object> tokens = new ArrayList<>();
        for (Choice choice : crystal) {
            tokens.add(choice.letter());
            prefixes.add(List.copyOf(tokens));
            tokens.add(choice.element());
            prefixes.add(List.copyOf(tokens));
        }
        tokens.add(0);
        prefixes.add(tokens);
    }

    private static void compare(
            Constraints constraints,
            SpaceGroup group,
            List<Object> prefix,
            Set<List<Object>> prefixes) {
        for (int letter = 0; letter <= group.positions().size(); letter++) {
            Walk walk = replay(constraints, group, prefix);
            List<Object> extended = with(prefix, letter);
            boolean allowed =
                    letter == 0 ? !prefix.isEmpty() && walk.mayEnd() : walk.mayTakeLetter(letter);
            if (allowed != prefixes.contains(extended)) {
                fail(extended + " is judged wrongly");
            }
            if (allowed && letter > 0) {
                walk.takeLetter(letter);
                for (Element element : CANDIDATES) {
                    List<Object> longer = with(extended, element);
                    if (walk.mayTakeElement(element) != prefixes.contains(longer)) {
                        fail(longer + " is judged wrongly");
                    }
                    if (prefixes.contains(longer)) {
                        compare(constraints, group, longer, prefixes);
                    }
                }
            }
        }
    }

    private static Walk replay(Constraints constraints, SpaceGroup group, List<Object> prefix) {
        Walk walk = constraints.walk(group, SITES_MAX);
        for (int i = 0; i < prefix.size(); i += 2) {
            walk.takeLetter((int) prefix.get(i));
            walk.takeElement((Element) prefix.get(i + 1));
        }
        return walk;
    }

    private static List<Object> with(List<Object> tokens, Object token) {
        List<Object> longer = new ArrayList<>(tokens);
        longer.add(token);
        return longer;
    }

    /** The constraints said again, on finished crystals. */
    private static final class Oracle {
        static Predicate<List<Choice>> of(String text, SpaceGroup group) {
            Predicate<List<Choice>> all = crystal -> true;
            for (String pair : text.split(" ")) {
                String[] parts = pair.split("=", 2);
                Predicate<List<Choice>> one = predicate(parts[0], parts[1], group);
                all = all.and(one);
            }
            return all;
        }

        private static Predicate<List<Choice>> predicate(
                String name, String value, SpaceGroup group) {
            return switch (name) {
                case "elements" ->
                    crystal ->
                            symbols(crystal).stream().allMatch(List.of(value.split(","))::contains);
                case "required-elements" ->
                    crystal -> symbols(crystal).containsAll(List.of(value.split(",")));
                case "chemical-system" ->
                    crystal -> symbols(crystal).equals(Set.of(value.split("-")));
                case "max-atoms" ->
                    crystal -> atoms(crystal, group).values().stream()
                                    .mapToInt(Integer::intValue)
                                    .sum()
                            <= Integer.parseInt(value);
                case "formula" -> crystal -> reduced(atoms(crystal, group)).equals(formula(value));
                case "formula-units" ->
                    crystal -> atoms(crystal, group).values().stream()
                            .mapToInt(Integer::intValue)
                            .allMatch(n -> n * group.centrings().length == Integer.parseInt(value));
                case "template" -> crystal -> matches(crystal, value.split(":")[1].split(","));
                default -> throw new IllegalArgumentException(name);
            };
        }

        private static Set<String> symbols(List<Choice> crystal) {
            Set<String> symbols = new HashSet<>();
            crystal.forEach(choice -> symbols.add(choice.element().symbol()));
            return symbols;
        }

        private static Map<Element, Integer> atoms(List<Choice> crystal, SpaceGroup group) {
            Map<Element, Integer> atoms = new EnumMap<>(Element.class);
            for (Choice choice : crystal) {
                int multiplicity = group.positions().get(choice.letter() - 1).multiplicity();
                atoms.merge(
                        choice.element(), multiplicity / group.centrings().length, Integer::sum);
            }
            return atoms;
        }

        private static Map<Element, Integer> reduced(Map<Element, Integer> atoms) {
            Map<Element, Integer> reduced = atoms;
            for (int divisor = 12; divisor > 1; divisor--) {
                int d = divisor;
                if (reduced.values().stream().allMatch(n -> n % d == 0)) {
                    Map<Element, Integer> divided = new EnumMap<>(Element.class);
                    reduced.forEach((element, n) -> divided.put(element, n / d));
                    reduced = divided;
                }
            }
            return reduced;
        }

        private static Map<Element, Integer> formula(String text) {
            Map<Element, Integer> atoms = new EnumMap<>(Element.class);
            var composition = io.nucleate.crystal.Composition.parse(text);
            composition
                    .elements()
                    .forEach(element -> atoms.put(element, (int) composition.amount(element)));
            return atoms;
        }

        private static boolean matches(List<Choice> crystal, String[] sites) {
            if (crystal.size() != sites.length) {
                return false;
            }
            for (int i = 0; i < sites.length; i++) {
                if (crystal.get(i).letter() != WyckoffPosition.numberOf(sites[i].charAt(0))) {
                    return false;
                }
                String kind = sites[i].substring(1);
                if (kind.matches("=[A-Z].*")
                        && !crystal.get(i).element().symbol().equals(kind.substring(1))) {
                    return false;
                }
                for (int j = 0; j < i; j++) {
                    String other = sites[j].substring(1);
                    boolean same = crystal.get(i).element() == crystal.get(j).element();
                    if (!kind.isEmpty() && !other.isEmpty() && same != kind.equals(other)) {
                        return false;
                    }
                }
            }
            return true;
        }
    }
}
