package io.nucleate.crystal;

/**
 * The field's convention on how far above the convex hull a crystal may lie and still exist. Nine
 * tenths of the observed metastable crystals lie less than 67 meV/atom above the hull (Sun et al.,
 * Science Advances 2, e1600225, 2016); generative models are judged by 0.1 eV/atom (such as
 * MatterGen, Zeni et al., Nature 639, 624, 2025).
 */
public final class Metastability {
    /** Energy above the hull, in eV/atom, below which a crystal counts as stable or metastable. */
    public static final double ENERGY_ABOVE_HULL_MAX_EV_PER_ATOM = 0.1;

    /** Name of the field in which data sets state the energy above the hull, in eV/atom. */
    public static final String FIELD = "e_above_hull";

    private Metastability() {}

    /** Returns whether a crystal of this energy above the hull counts as stable or metastable. */
    public static boolean isWithin(double energyAboveHullEvPerAtom) {
        return energyAboveHullEvPerAtom < ENERGY_ABOVE_HULL_MAX_EV_PER_ATOM;
    }
}
