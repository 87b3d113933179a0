package io.nucleate.policy.inspection;

/** What two elements can have in common to a policy. */
public enum Likeness {
    /** The direction of the vectors by which the network reads the elements. */
    EMBEDDING("the embeddings of the two elements"),
    /** The Wyckoff positions and space groups in which the network writes the elements. */
    PLACE("the places in which the two elements are probable");

    private final String words;

    Likeness(String words) {
        this.words = words;
    }

    /** Returns what the cosine is of, in words. */
    String words() {
        return words;
    }
}
