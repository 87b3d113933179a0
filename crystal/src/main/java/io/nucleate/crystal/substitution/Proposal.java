package io.nucleate.crystal.substitution;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Words;

import java.util.Map;

/**
 * A crystal that nobody has computed yet, made from a known one.
 *
 * @param number the proposal's number, from 0
 * @param parent name of the crystal that it was made from
 * @param change how it was made
 * @param replacements new element of each element that was replaced; empty for {@link Change#NONE}
 * @param crystal the result, with a guessed lattice
 */
public record Proposal(
        long number,
        String parent,
        Change change,
        Map<Element, Element> replacements,
        Crystal crystal) {
    /** How a proposal was made. */
    public enum Change {
        /** The parent as it is. */
        NONE,
        /** One or two elements were replaced everywhere. */
        ELEMENTS,
        /** The element of one site was replaced, and that of others stayed. */
        SITE;

        private static final Words<Change> WORDS =
                new Words<>("change", Change.class, Change::word);

        /** Returns the name in lower case, as results spell it. */
        public String word() {
            return Words.lowerCase(this);
        }

        /**
         * Reads a name.
         *
         * @throws IllegalArgumentException for a name that is none
         */
        public static Change of(String word) {
            return WORDS.parse(word);
        }
    }

    public Proposal {
        replacements = Map.copyOf(replacements);
    }
}
