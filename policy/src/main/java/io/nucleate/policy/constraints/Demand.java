package io.nucleate.policy.constraints;

import io.nucleate.crystal.Element;

import java.util.List;

/**
 * A demand on the sites that are still to be drawn: what they must bring for the crystal to satisfy
 * its constraints. Immutable. Atoms are those of the primitive cell.
 */
interface Demand {
    /** Tells whether the crystal may end here. */
    boolean isMet();

    /**
     * Returns the demand that remains after one more site.
     *
     * @param distinct whether the element must differ from those of all other distinct sites,
     *     before and to come
     * @return null where the element, or that many atoms of it, cannot be had
     */
    Demand place(Element element, int atoms, boolean distinct);

    /**
     * Returns elements that stand for all of them. Whatever another element makes possible, one of
     * these makes possible too, up to the names of elements.
     */
    List<Element> representatives();

    /**
     * Returns an object that is equal for demands of one crystal's constraints which differ only by
     * the names of elements.
     */
    Object key();
}
