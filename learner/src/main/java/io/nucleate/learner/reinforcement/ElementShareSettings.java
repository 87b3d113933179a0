package io.nucleate.learner.reinforcement;

/**
 * Settings of the guard of elements' shares.
 *
 * @param max share of an element from which on its crystals are discounted, as a multiple of its
 *     share at the start; 0 for no guard
 * @param penalty how fast the advantage falls above that: it is divided by e where the share is 1 +
 *     1/penalty times the bound
 */
public record ElementShareSettings(double max, double penalty) {
    /** The settings of a run; {@code docs/adr/0046-element-shares.md} says why these. */
    public static final ElementShareSettings DEFAULT = new ElementShareSettings(3, 5);

    /** Without the guard. */
    public static final ElementShareSettings NONE = new ElementShareSettings(0, 5);

    public ElementShareSettings {
        if (!(max == 0 || max >= 1 && Double.isFinite(max))) {
            throw new IllegalArgumentException("learning.elementShareMax must be 1 or more times an"
                    + " element's share at the start, or 0 for no bound, not " + max);
        }
        if (!(penalty > 0 && Double.isFinite(penalty))) {
            throw new IllegalArgumentException("learning.elementPenalty must be positive, not "
                    + penalty + "; learning.elementShareMax=0 discounts nothing");
        }
    }

    /** Returns whether anything is discounted. */
    boolean isOn() {
        return max > 0;
    }
}
