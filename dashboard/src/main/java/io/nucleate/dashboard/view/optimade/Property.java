package io.nucleate.dashboard.view.optimade;

import io.nucleate.dashboard.view.catalogue.Row;
import io.nucleate.dashboard.view.optimade.Condition.Truth;
import io.nucleate.dashboard.view.optimade.StructureProperty.Type;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A property as a filter speaks of it.
 *
 * @param type null for a property that is known of no structure here, as those of other providers
 * @param isKnown whether it is known of a structure
 * @param value null where filters can ask for no more than that
 */
record Property(String word, Type type, Predicate<Row> isKnown, Function<Row, Object> value) {
    /**
     * Finds a property.
     *
     * @throws FilterException for one that there is not
     */
    static Property named(String word) {
        var ours = StructureProperty.named(word);
        if (ours.isPresent()) {
            return new Property(
                    word,
                    ours.get().type(),
                    ours.get()::isKnown,
                    ours.get().isQueryable() ? ours.get()::of : null);
        }
        boolean isForeign = word.startsWith("_") && !word.startsWith(StructureProperty.PREFIX);
        if (isForeign || StructureProperty.UNKNOWN.contains(word)) {
            return new Property(word, null, row -> false, row -> null);
        }
        throw FilterException.wrong(
                "structures have no property '" + word + "'; /optimade/v1/info/structures has all");
    }

    Condition isKnown(boolean wanted) {
        return row -> Truth.of(wanted == isKnown.test(row));
    }

    Condition compare(String operator, Object wanted) {
        Object right = converted(wanted);
        return known(left -> Comparisons.holds(left, operator, right));
    }

    Condition matches(BiPredicate<String, String> holds, String wanted) {
        if (type != null && type != Type.STRING) {
            throw FilterException.wrong(word + " is no string");
        }
        return known(left -> holds.test((String) left, wanted));
    }

    Condition length(String operator, Double wanted) {
        requireList();
        return known(left -> Comparisons.holds((double) ((List<?>) left).size(), operator, wanted));
    }

    /** @param quantifier ALL, ANY or ONLY */
    Condition has(String quantifier, List<Predicate<Object>> wanted) {
        requireList();
        return known(left -> {
            List<?> list = (List<?>) left;
            return switch (quantifier) {
                case "ALL" -> wanted.stream().allMatch(one -> list.stream().anyMatch(one));
                case "ONLY" ->
                    list.stream().allMatch(item -> wanted.stream().anyMatch(one -> one.test(item)));
                default -> wanted.stream().anyMatch(one -> list.stream().anyMatch(one));
            };
        });
    }

    private Condition known(Predicate<Object> holds) {
        if (value == null) {
            throw FilterException.unsupported("of " + word + " filters can ask for no more than"
                    + " whether it is known: " + word + " IS KNOWN");
        }
        return row -> {
            Object left = value.apply(row);
            return left == null ? Truth.UNKNOWN : Truth.of(holds.test(left));
        };
    }

    private void requireList() {
        if (type != null && type != Type.LIST) {
            throw FilterException.wrong(word + " is no list");
        }
    }

    /** Elements of lists are texts here, but for the fractions. */
    void requireElement(Object wanted) {
        boolean isOfNumbers = word.equals(StructureProperty.ELEMENTS_RATIOS.word());
        if (type == Type.LIST && isOfNumbers != wanted instanceof Double) {
            throw FilterException.wrong(
                    word + " is a list of " + (isOfNumbers ? "numbers" : "strings"));
        }
    }

    private Object converted(Object wanted) {
        if (type == null) {
            return wanted;
        }
        return switch (type) {
            case LIST -> throw FilterException.wrong(word + " is a list; ask with HAS or LENGTH");
            case INTEGER, FLOAT -> {
                if (wanted instanceof Double) {
                    yield wanted;
                }
                throw FilterException.wrong(word + " is a number");
            }
            case STRING -> {
                if (wanted instanceof String) {
                    yield wanted;
                }
                throw FilterException.wrong(word + " is a string");
            }
            case TIMESTAMP -> time(wanted);
        };
    }

    /** Returns seconds since the epoch. */
    private Double time(Object wanted) {
        try {
            return OffsetDateTime.parse(wanted.toString()).toInstant().toEpochMilli() / 1000.0;
        } catch (DateTimeParseException e) {
            throw FilterException.wrong(word + " is a time such as 2026-11-30T12:00:00Z", e);
        }
    }
}
