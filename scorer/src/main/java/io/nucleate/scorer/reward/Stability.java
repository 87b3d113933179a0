package io.nucleate.scorer.reward;

/**
 * How much of a property counts, by energy above the hull: all up to one energy, nothing from
 * another on, in between linearly. A step would show a policy no slope.
 */
public record Stability(double allBelowEvPerAtom, double nothingAboveEvPerAtom) {
    /**
     * Metastable is called what lies within 0.1 eV/atom of the hull; unrelaxed crystals lie
     * somewhat higher.
     */
    public static final Stability DEFAULT = new Stability(0.1, 0.3);

    public Stability {
        if (!(allBelowEvPerAtom < nothingAboveEvPerAtom)) {
            throw new IllegalArgumentException(
                    "properties cannot count in full up to " + allBelowEvPerAtom
                            + " and not at all from " + nothingAboveEvPerAtom
                            + " eV/atom above the hull on: the second must be greater");
        }
    }

    /** In [0, 1]. */
    double factor(double energyAboveHullEvPerAtom) {
        double factor = (nothingAboveEvPerAtom - energyAboveHullEvPerAtom)
                / (nothingAboveEvPerAtom - allBelowEvPerAtom);
        return Math.min(1, Math.max(0, factor));
    }
}
