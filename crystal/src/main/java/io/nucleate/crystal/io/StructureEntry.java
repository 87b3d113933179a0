package io.nucleate.crystal.io;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.symmetry.SymmetryFinder;

/**
 * One structure of an input, or the reason why it could not be read.
 *
 * @param source name of the file, or {@code -} for the standard input
 * @param index line of a JSON lines file, row of a CSV file, data block of a CIF, frame of an
 *     extended XYZ file, all from 1; 0 where the input as a whole is meant
 * @param place the same in words, for messages: {@code salts.jsonl line 3}
 * @param fields the JSON object as it was read, for the caller to add to, whatever fields it has; a
 *     row of a CSV file as a structure line with its other columns; null for other formats and for
 *     lines that are no JSON object
 * @param crystal the crystal where the input is a crystal line, else null
 * @param structure every atom, of a primitive cell where the input is a crystal line; null for an
 *     error
 * @param error what is wrong and where, and what to do about it; null where there is a structure
 */
public record StructureEntry(
        String source,
        int index,
        String place,
        ObjectNode fields,
        Crystal crystal,
        Structure structure,
        String error) {
    /** Reasons quote what they found, which can be a file without a line break. */
    private static final int REASON_CHARS_MAX = 500;

    public StructureEntry {
        if ((structure == null) == (error == null)) {
            throw new IllegalArgumentException("an entry has either a structure or an error");
        }
    }

    static StructureEntry of(String source, int index, String place, Structure structure) {
        return new StructureEntry(source, index, place, null, null, structure, null);
    }

    static StructureEntry failed(
            String source, int index, String place, ObjectNode fields, String reason) {
        String error = place + ": " + shortened(reason, REASON_CHARS_MAX);
        return new StructureEntry(source, index, place, fields, null, null, error);
    }

    /** Returns a text, or its beginning where it is longer than somebody would read. */
    static String shortened(String text, int charsMax) {
        return text.length() > charsMax ? text.substring(0, charsMax) + "…" : text;
    }

    /**
     * Returns the crystal of the entry: the one given, or the one found from its atoms.
     *
     * @param toleranceAngstrom tolerance of the search for symmetry; see {@link SymmetryFinder}
     * @throws IllegalArgumentException for an entry without structure, or one whose symmetry cannot
     *     be found
     */
    public Crystal crystal(double toleranceAngstrom) {
        if (isError()) {
            throw new IllegalArgumentException(error);
        }
        return crystal == null ? SymmetryFinder.find(structure, toleranceAngstrom) : crystal;
    }

    public boolean isError() {
        return error != null;
    }
}
