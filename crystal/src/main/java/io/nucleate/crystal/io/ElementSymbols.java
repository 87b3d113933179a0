package io.nucleate.crystal.io;

import io.nucleate.crystal.Element;

/** Reads chemical symbols. An error names the place of a symbol that is no element's. */
final class ElementSymbols {
    private ElementSymbols() {}

    /**
     * Reads a symbol.
     *
     * @param where place of the symbol, with which an error begins
     */
    static Element parse(String symbol, String where) {
        try {
            return Element.of(symbol);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
        }
    }
}
