package io.nucleate.generator;

import io.nucleate.crystal.Words;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Who makes the candidates of a run. */
public enum CandidateSource {
    /** The policy draws them. */
    POLICY,
    /** Elements are exchanged in what the policy drew. */
    SUBSTITUTION;

    private static final Words<CandidateSource> WORDS =
            new Words<>("source of candidates", CandidateSource.class, CandidateSource::word);

    /** Returns the name, as settings spell it. */
    public String word() {
        return Words.lowerCase(this);
    }

    /**
     * Reads names.
     *
     * @throws IllegalArgumentException if there are none, or one is unknown; the message has those
     *     that there are
     */
    public static Set<CandidateSource> of(Collection<String> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException(
                    "a run needs a source of candidates; use " + WORDS.choices());
        }
        return WORDS.parseAll(words);
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
        return WORDS.join(of(words));
    }
}
