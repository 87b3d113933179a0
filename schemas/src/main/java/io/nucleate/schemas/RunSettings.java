package io.nucleate.schemas;

import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The settings of a run by name: the path of a field in its record, such as
 * {@code learning.klPenalty}. A field that the schema gets later is a setting without further ado.
 */
public final class RunSettings {
    /** What describes a run but is not for a user to set. */
    private static final Set<String> BOOKKEEPING =
            Set.of("id", "state", "startWeightsSha256", "codeVersion", "createdAt", "changedAt");

    static {
        TrustedRecords.trust();
    }

    private static final String ALGORITHM = "learning.algorithm";
    private static final String STRATA = "learning.strata";
    private static final String NO_STRATA = "none";
    private static final String LEARNING_RATE = "learning.learningRate";
    private static final String RATE_OF_ONE_GROUP = "1e-4";
    private static final String REPEATS_FACTOR = "learning.repeats.factor";

    private RunSettings() {}

    /**
     * A setting.
     *
     * @param name path in the record
     * @param type in words
     * @param doc what it means
     */
    public record Setting(String name, String type, String doc) {}

    /** Where a run differs from what was asked for. */
    public record Difference(String name, String has, String asked) {
        @Override
        public String toString() {
            return name + " is " + quoted(has) + ", not " + quoted(asked);
        }

        private static String quoted(String value) {
            return value.isEmpty() ? "empty" : value;
        }
    }

    /** Returns all settings, in the order of the record. */
    public static List<Setting> all() {
        List<Setting> settings = new ArrayList<>();
        Schema schema = Run.getClassSchema();
        for (Schema.Field field : schema.getFields()) {
            if (!BOOKKEEPING.contains(field.name())) {
                add("", field, settings);
            }
        }
        return List.copyOf(settings);
    }

    private static void add(String prefix, Schema.Field field, List<Setting> settings) {
        String name = prefix + field.name();
        if (field.schema().getType() == Schema.Type.RECORD) {
            field.schema().getFields().forEach(part -> add(name + ".", part, settings));
        } else {
            settings.add(new Setting(name, type(field.schema()), field.doc()));
        }
    }

    private static String type(Schema schema) {
        return switch (schema.getType()) {
            case INT, LONG -> "whole number";
            case DOUBLE -> "number";
            case BOOLEAN -> "true or false";
            case STRING -> "text";
            case ARRAY -> "list, comma separated";
            case UNION -> type(present(schema)) + ", or empty";
            default -> throw new IllegalStateException("no setting can be a " + schema.getType());
        };
    }

    /** Returns what a field that may be null has where it is not. */
    private static Schema present(Schema union) {
        return union.getTypes().stream()
                .filter(schema -> schema.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow();
    }

    /** Returns the values of all settings by name, in the order of the record. */
    public static Map<String, String> values(Run run) {
        Map<String, String> values = new LinkedHashMap<>();
        all().forEach(setting -> values.put(setting.name(), value(run, setting.name())));
        return values;
    }

    /** Returns the short hash of all settings, by which records name them. */
    public static String sha256(Run run) {
        return ShortHash.ofText(values(run).toString());
    }

    /**
     * Returns the value of a setting, as {@link #with} reads it.
     *
     * @throws IllegalArgumentException if there is no such setting
     */
    public static String value(Run run, String name) {
        Place place = place(run, name);
        Object value = Objects.requireNonNullElse(place.record.get(place.field.pos()), "");
        return value instanceof List<?> list
                ? list.stream().map(Object::toString).collect(Collectors.joining(","))
                : value.toString();
    }

    /**
     * Returns a run with other values of some settings.
     *
     * @throws IllegalArgumentException if there is no such setting, or a text is not of its type;
     *     the message names the known settings or the type
     */
    public static Run with(Run run, Map<String, String> values) {
        Run changed = Run.newBuilder(run).build();
        values.forEach((name, text) -> {
            Place place = place(changed, name);
            place.record.put(place.field.pos(), parse(name, place.field, text));
        });
        return changed;
    }

    /**
     * What a run asks for.
     *
     * @param oneFormula whether its constraints allow one formula only
     * @param oneSpaceGroup the same of one space group
     * @param property whether its reward asks for a property, such as a gap
     */
    public record Question(boolean oneFormula, boolean oneSpaceGroup, boolean property) {}

    /**
     * Returns a run with those defaults that hang on what it asks for, but for settings that were
     * asked for.
     *
     * <p>Of one formula there are few kinds of crystals: a policy that loses by repeats would avoid
     * the best, and how many sites the best has is part of the question. Within one space group the
     * crystals of a batch pull the policy in one direction, so that it overshoots with steps that
     * suit all groups. A property hangs on the chemistry, so to hold the chemistry is to hold the
     * property. The rule {@code ppo} knows no strata.
     *
     * @param asked names of settings that stay as they are
     */
    public static Run suited(Run run, Question question, Set<String> asked) {
        Map<String, String> values = new LinkedHashMap<>();
        if (question.oneFormula) {
            values.put(REPEATS_FACTOR, "1");
        }
        if (question.oneSpaceGroup) {
            values.put(LEARNING_RATE, RATE_OF_ONE_GROUP);
        }
        if (question.oneFormula || value(run, ALGORITHM).equals("ppo")) {
            values.put(STRATA, NO_STRATA);
        } else if (question.property) {
            values.put(STRATA, withoutChemistry(value(run, STRATA)));
        }
        values.keySet().removeAll(asked);
        return with(run, values);
    }

    private static String withoutChemistry(String strata) {
        String others = Arrays.stream(strata.split("\\s*,\\s*"))
                .filter(name -> !name.equals("chemistry"))
                .collect(Collectors.joining(","));
        return others.isEmpty() ? NO_STRATA : others;
    }

    /** Returns where a run differs from values that were asked for, in words that can differ. */
    public static List<Difference> differences(Run run, Map<String, String> asked) {
        Run wanted = with(run, asked);
        return asked.keySet().stream()
                .filter(name -> !value(run, name).equals(value(wanted, name)))
                .map(name -> new Difference(name, value(run, name), value(wanted, name)))
                .toList();
    }

    private record Place(IndexedRecord record, Schema.Field field) {}

    private static Place place(Run run, String name) {
        IndexedRecord record = run;
        String[] path = name.split("\\.", -1);
        for (int i = 0; i < path.length; i++) {
            Schema.Field field = record.getSchema().getField(path[i]);
            boolean isLast = i == path.length - 1;
            boolean isRecord = field != null && field.schema().getType() == Schema.Type.RECORD;
            if (field == null || isLast == isRecord || i == 0 && BOOKKEEPING.contains(path[0])) {
                throw new IllegalArgumentException("a run has no setting '" + name + "'; it has "
                        + all().stream().map(Setting::name).collect(Collectors.joining(", ")));
            }
            if (isLast) {
                return new Place(record, field);
            }
            record = (IndexedRecord) record.get(field.pos());
        }
        throw new IllegalStateException(name);
    }

    private static Object parse(String name, Schema.Field field, String text) {
        try {
            return parse(field.schema(), text);
        } catch (NumberFormatException e) {
            throw wrong(name, field, text, e);
        }
    }

    private static Object parse(Schema schema, String text) {
        return switch (schema.getType()) {
            case INT -> Integer.valueOf(text.strip());
            case LONG -> Long.valueOf(text.strip());
            case DOUBLE -> Double.valueOf(text.strip());
            case BOOLEAN -> parseBoolean(text.strip());
            case STRING -> text.strip();
            case ARRAY -> text.isBlank() ? List.of() : List.of(text.strip().split("\\s*,\\s*"));
            case UNION -> text.isBlank() ? null : parse(present(schema), text);
            default -> throw new IllegalStateException("no setting can be a " + schema.getType());
        };
    }

    private static Boolean parseBoolean(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        throw new NumberFormatException("neither true nor false");
    }

    private static IllegalArgumentException wrong(
            String name, Schema.Field field, String text, Exception cause) {
        return new IllegalArgumentException(
                "'" + text + "' is no value of " + name + ", which is a " + type(field.schema())
                        + ": " + field.doc(),
                cause);
    }
}
