package io.nucleate.policy.constraints;

import io.nucleate.crystal.WyckoffPosition;

/**
 * A place in the order of drawing that a site can take.
 *
 * @param atoms of the primitive cell that a site's element must have for it; the first site of a
 *     kind pays for all sites of the kind, the others are free
 * @param optional whether it may stay empty
 * @param repeatable whether another site may take it too
 * @param kind name of the sites that share an element; empty for a site on its own
 * @param forced whether the element is settled before the site is drawn
 */
record Slot(
        WyckoffPosition position,
        int atoms,
        boolean optional,
        boolean repeatable,
        String kind,
        boolean forced) {
    /** Sites of different kinds have different elements. */
    boolean distinct() {
        return !kind.isEmpty();
    }
}
