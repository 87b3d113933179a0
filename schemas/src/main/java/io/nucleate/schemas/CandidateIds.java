package io.nucleate.schemas;

/** Writes the identity of a candidate as text: the key of its records, and its name on screens. */
public final class CandidateIds {
    private CandidateIds() {}

    /** Returns {@code run/generator/sequence}. */
    public static String text(CandidateId id) {
        return source(id) + "/" + id.getSequence();
    }

    /** Returns {@code run/generator}, which numbers its candidates from 0 without gaps. */
    public static String source(CandidateId id) {
        return id.getRun() + "/" + id.getGenerator();
    }
}
