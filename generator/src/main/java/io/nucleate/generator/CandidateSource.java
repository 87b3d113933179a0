package io.nucleate.generator;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Who makes the candidates of a run. */
public enum CandidateSource {
    /** The policy draws them. */
    POLICY,
    /** Elements are exchanged in what the policy drew. */
    SUBSTITUTION;

    /** Returns the name, as settings spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads names.
     *
     * @throws IllegalArgumentException if there are none, or one is unknown; the message has those
     *     that there are
     */
    public static Set<CandidateSource> of(Collection<String> words) {
        Set<CandidateSource> sources = EnumSet.noneOf(CandidateSource.class);
        words.forEach(word -> sources.add(of(word)));
        if (sources.isEmpty()) {
            throw new IllegalArgumentException(
                    "a run needs a source of candidates; there are " + names());
        }
        return sources;
    }

    private static CandidateSource of(String word) {
        return Arrays.stream(values())
                .filter(source -> source.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + word + "' is no source of candidates; there are " + names()));
    }

    private static String names() {
        return Arrays.stream(values()).map(CandidateSource::word).collect(Collectors.joining(", "));
    }

    /**
     * Spells names in one way, whatever their order.
     *
     * @param text names, comma separated
     * @throws IllegalArgumentException as {@link #of(Collection)} does
     */
    public static String spelled(String text) {
        List<String> words = Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
        return of(words).stream().map(CandidateSource::word).collect(Collectors.joining(","));
    }
}
