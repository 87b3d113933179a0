package io.nucleate.policy.constraints;

import io.nucleate.crystal.Element;

import java.util.List;

/**
 * What the sites still to be drawn must bring, for the crystal to satisfy its constraints.
 * Immutable; atoms are those of the primitive cell.
 */
interface Demand {
    /** Whether the crystal may end here. */
    boolean isMet();

    /**
     * What remains after one more site.
     *
     * @param distinct whether the element must be another one than those of the distinct sites
     *     before, and of those to come
     * @return null where the element or that many atoms of it cannot be had
     */
    Demand place(Element element, int atoms, boolean distinct);

    /**
     * Elements that stand for all of them: whatever another one makes possible, one of these makes
     * possible too, up to the names of elements.
     */
    List<Element> representatives();

    /** Equal for demands of one crystal's constraints that differ by the names of elements only. */
    Object key();
}
