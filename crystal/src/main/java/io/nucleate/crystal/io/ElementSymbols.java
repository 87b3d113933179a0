package io.nucleate.crystal.io;

import io.nucleate.crystal.Element;

/** Reads chemical symbols and says where one stands that is no element's. */
final class ElementSymbols {
    private ElementSymbols() {}

    /** @throws IllegalArgumentException that begins with the place */
    static Element parse(String symbol, String where) {
        try {
            return Element.of(symbol);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
        }
    }
}
