package io.nucleate.policy.constraints;

import io.nucleate.crystal.WyckoffPosition;

/**
 * A place in the order of drawing that a site can take.
 *
 * @param atoms number of atoms in the primitive cell that the slot's element needs; the first site
 *     of a kind needs those of all its sites, the others of the kind none
 * @param optional whether the slot may stay empty
 * @param repeatable whether another site may take the slot too
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
    /**
     * Tells whether the site belongs to a kind. Sites of different kinds have different elements.
     */
    boolean distinct() {
        return !kind.isEmpty();
    }
}
