package io.nucleate.dashboard.view;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Distribution of the energy above hull. Bins are of equal width in asinh(E /
 * {@value #LINEAR_EV_PER_ATOM} eV/atom): 5 meV/atom wide around the hull, a tenth of the value far
 * above it, so both the interesting end and the heavy tail of overlapping atoms stay resolved. Zero
 * is an edge.
 *
 * @param counts crystals by bin number; bin i covers asinh from i·{@value #WIDTH} to
 *     (i+1)·{@value #WIDTH}; empty bins are absent
 */
public record HullHistogram(SortedMap<Integer, Long> counts) {
    /** Energy in eV/atom below which bins are of about equal width. */
    public static final double LINEAR_EV_PER_ATOM = 0.05;

    /** Width of a bin in asinh. */
    public static final double WIDTH = 0.1;

    /** Energies beyond ±100 eV/atom are counted in the outermost bins. */
    private static final int BIN_MAX = binOf(100);

    public static final HullHistogram EMPTY = new HullHistogram(Collections.emptySortedMap());

    public HullHistogram {
        counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    }

    /** @throws IllegalArgumentException for an energy that is not a number */
    public HullHistogram add(double energyEvPerAtom) {
        if (Double.isNaN(energyEvPerAtom)) {
            throw new IllegalArgumentException("energy above hull is not a number");
        }
        int bin = Math.max(-BIN_MAX, Math.min(BIN_MAX, binOf(energyEvPerAtom)));
        return merge(new HullHistogram(new TreeMap<>(Map.of(bin, 1L))));
    }

    public HullHistogram merge(HullHistogram other) {
        TreeMap<Integer, Long> sum = new TreeMap<>(counts);
        other.counts.forEach((bin, count) -> sum.merge(bin, count, Long::sum));
        return new HullHistogram(sum);
    }

    /**
     * The energy in eV/atom below which a fraction of the crystals lies, linear within a bin.
     * Crystals without an energy count as infinitely far above the hull: empty where the answer is
     * one of them, or there is no crystal.
     *
     * @param fraction above 0, at most 1
     * @param crystals with and without an energy
     */
    public OptionalDouble quantile(double fraction, long crystals) {
        double rank = fraction * crystals;
        long below = 0;
        for (Map.Entry<Integer, Long> bin : counts.entrySet()) {
            if (below + bin.getValue() >= rank) {
                double lower = edge(bin.getKey());
                double upper = edge(bin.getKey() + 1);
                return OptionalDouble.of(lower + (upper - lower) * (rank - below) / bin.getValue());
            }
            below += bin.getValue();
        }
        return OptionalDouble.empty();
    }

    /** Lower edge of a bin in eV/atom. */
    static double edge(int bin) {
        return LINEAR_EV_PER_ATOM * Math.sinh(bin * WIDTH);
    }

    private static int binOf(double energyEvPerAtom) {
        double x = Math.abs(energyEvPerAtom) / LINEAR_EV_PER_ATOM;
        double asinh = Math.copySign(Math.log(x + Math.sqrt(x * x + 1)), energyEvPerAtom);
        return (int) Math.floor(asinh / WIDTH);
    }
}
