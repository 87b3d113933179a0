package io.nucleate.crystal;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The names of an enum's constants, as commands, settings and files spell them.
 *
 * @param <E> the enum
 */
public final class Words<E extends Enum<E>> {
    private final String kind;
    private final Class<E> type;
    private final Function<E, String> spelling;

    /**
     * Makes the names of an enum.
     *
     * @param kind what the constants are, for messages: one noun
     * @param spelling name of each constant
     */
    public Words(String kind, Class<E> type, Function<E, String> spelling) {
        this.kind = kind;
        this.type = type;
        this.spelling = spelling;
    }

    /** Returns the usual name of a constant: its own, in lower case. */
    public static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the constant with a name; empty if there is none. */
    public Optional<E> find(String word) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> spelling.apply(constant).equals(word))
                .findFirst();
    }

    /**
     * Returns the constant with a name.
     *
     * @throws IllegalArgumentException for a name that is none; the message has those that there
     *     are
     */
    public E parse(String word) {
        return find(word)
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown " + kind + " '" + word + "'; use " + choices()));
    }

    /**
     * Returns the constants with some names, in the order of the enum.
     *
     * @throws IllegalArgumentException as {@link #parse} does
     */
    public Set<E> parseAll(Collection<String> words) {
        Set<E> constants = EnumSet.noneOf(type);
        words.forEach(word -> constants.add(parse(word)));
        return Collections.unmodifiableSet(constants);
    }

    /** Writes the names of constants with commas between them, in the order of the enum. */
    public String join(Set<E> constants) {
        return constants.stream().sorted().map(spelling).collect(Collectors.joining(","));
    }

    /** Returns all names, for messages. */
    public String choices() {
        return Arrays.stream(type.getEnumConstants())
                .map(spelling)
                .collect(Collectors.joining(", "));
    }
}
