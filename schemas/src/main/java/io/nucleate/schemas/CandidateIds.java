package io.nucleate.schemas;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes the identity of a candidate as text: the key of its records, and its name on screens. */
public final class CandidateIds {
    private static final Pattern TEXT = Pattern.compile("([^/]+)/(.+)/(\\d{1,18})");

    private CandidateIds() {}

    /** Returns {@code run/generator/sequence}. */
    public static String text(CandidateId id) {
        return source(id) + "/" + id.getSequence();
    }

    /**
     * Reads the key of a record.
     *
     * @return nothing for a text that is no candidate's
     */
    public static Optional<CandidateId> parse(String text) {
        Matcher matcher = TEXT.matcher(text == null ? "" : text);
        return matcher.matches()
                ? Optional.of(new CandidateId(
                        matcher.group(1), matcher.group(2), Long.parseLong(matcher.group(3))))
                : Optional.empty();
    }

    /** Returns {@code run/generator}, which numbers its candidates from 0 without gaps. */
    public static String source(CandidateId id) {
        return id.getRun() + "/" + id.getGenerator();
    }
}
