package io.nucleate.dashboard.view.catalogue;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.Scored;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Filters as texts, and what they mean, read from the record itself. */
final class RandomFilters {
    private RandomFilters() {}

    /** One to three filters, of which one is made to suit a discovery. */
    static Map<String, String> of(Random random, List<Scored> all) {
        Map<String, String> texts = new TreeMap<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            add(texts, random, all.get(random.nextInt(all.size())));
        }
        return texts;
    }

    private static void add(Map<String, String> texts, Random random, Scored like) {
        List<String> symbols = DiscoveryRow.of(like).elements();
        switch (random.nextInt(10)) {
            case 0 -> texts.put("all", String.join(",", symbols.subList(0, 1)));
            case 1 -> texts.put("any", String.join(",", symbols));
            case 2 -> texts.put("none", symbols.get(random.nextInt(symbols.size())));
            case 3 -> texts.put("system", String.join("-", symbols));
            case 4 -> texts.put("formula", backwards(like.getFormula()));
            case 5 -> texts.put("known", Boolean.toString(random.nextBoolean()));
            case 6 -> texts.put("judged", Boolean.toString(random.nextBoolean()));
            case 7 -> texts.put("confirmed", Boolean.toString(random.nextBoolean()));
            default -> {
                Column column = Column.values()[random.nextInt(Column.values().length)];
                texts.put(column.word(), range(random, column, column.of(like)));
            }
        }
    }

    /** Twice the atoms, in another order of the elements. */
    private static String backwards(String formula) {
        Composition composition = Composition.parse(formula);
        return composition.elements().stream()
                .sorted(Comparator.comparing(Element::symbol).reversed())
                .map(element -> element.symbol() + (int) (2 * composition.amount(element)))
                .collect(Collectors.joining());
    }

    private static String range(Random random, Column column, double number) {
        double known = Double.isNaN(number) ? 0 : number;
        String bound = column == Column.FOUND_AT
                ? Instant.ofEpochMilli((long) known).toString()
                : Double.toString(known);
        return switch (random.nextInt(3)) {
            case 0 -> bound + "..";
            case 1 -> ".." + bound;
            default -> bound + ".." + bound;
        };
    }

    static DiscoveryOrder order(Random random) {
        String sign = random.nextBoolean() ? "-" : "";
        int column = random.nextInt(Column.values().length + 1);
        return DiscoveryOrder.parse(sign
                + (column == Column.values().length ? "formula" : Column.values()[column].word()));
    }

    static boolean takes(Map<String, String> texts, Scored scored) {
        return texts.entrySet().stream()
                .allMatch(text -> takes(text.getKey(), text.getValue(), scored));
    }

    private static boolean takes(String name, String text, Scored scored) {
        Set<String> symbols = Set.copyOf(DiscoveryRow.of(scored).elements());
        Double judged = scored.getJudgement() == null
                ? null
                : scored.getJudgement().getEnergyAboveHullEvPerAtom();
        return switch (name) {
            case "all" -> symbols.containsAll(Arrays.asList(text.split(",")));
            case "any" -> Arrays.stream(text.split(",")).anyMatch(symbols::contains);
            case "none" -> Arrays.stream(text.split(",")).noneMatch(symbols::contains);
            case "system" -> symbols.equals(Set.of(text.split("-")));
            case "formula" ->
                Composition.parse(text)
                        .reducedFormula()
                        .equals(Composition.parse(scored.getFormula()).reducedFormula());
            case "known" -> text.equals("" + (scored.getKnownMaterial() != null));
            case "judged" -> text.equals("" + (judged != null));
            case "confirmed" -> text.equals("" + (judged != null && judged < 0.1));
            case "ids" ->
                Set.of(text.split(","))
                        .contains(CandidateIds.text(scored.getCandidate().getId()));
            default -> isWithin(text, Column.named(name).orElseThrow(), scored);
        };
    }

    private static boolean isWithin(String text, Column column, Scored scored) {
        double number = column.of(scored);
        String[] bounds = text.split("\\.\\.", 2);
        return !Double.isNaN(number)
                && (bounds[0].isEmpty() || number >= bound(column, bounds[0]))
                && (bounds[1].isEmpty() || number <= bound(column, bounds[1]));
    }

    private static double bound(Column column, String text) {
        return column == Column.FOUND_AT
                ? Instant.parse(text).toEpochMilli()
                : Double.parseDouble(text);
    }

    /**
     * What is not known comes last; equal ones go by protostructure.
     *
     * @param kinds protostructure of each
     */
    static Comparator<Scored> comparator(DiscoveryOrder order, Map<Scored, String> kinds) {
        Comparator<Scored> first = order.column()
                .map(column -> Comparator.comparing(
                        (Scored scored) -> Optional.of(column.of(scored))
                                .filter(number -> !number.isNaN())
                                .orElse(null),
                        Comparator.nullsLast(
                                order.descending()
                                        ? Comparator.<Double>reverseOrder()
                                        : Comparator.<Double>naturalOrder())))
                .orElseGet(() -> order.descending()
                        ? Comparator.comparing(Scored::getFormula, Comparator.reverseOrder())
                        : Comparator.comparing(Scored::getFormula));
        return first.thenComparing(kinds::get);
    }
}
