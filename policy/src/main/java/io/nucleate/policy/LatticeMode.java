package io.nucleate.policy;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.CrystalSystem;

/** Finds the likeliest lattice of given sites. */
final class LatticeMode {
    private LatticeMode() {}

    /**
     * Gives a crystal the mean of the Gaussian whose peak is the highest. This is the mode of the
     * mixture, if its components do not overlap.
     *
     * @param raw from {@code offset} on the K weights, 6 K means and 6 K deviations of the
     *     network's lattice head
     * @return the crystal with this lattice; the crystal as it was where the mean is no possible
     *     cell
     */
    static Crystal apply(Crystal crystal, float[] raw, int offset, PolicyConfig config) {
        int components = config.latticeComponents();
        CrystalSystem system = crystal.spaceGroup().crystalSystem();
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < components; k++) {
            double peak = raw[offset + k];
            for (int i = 0; i < 6; i++) {
                double rawSigma = raw[offset + components + 6 * (components + k) + i];
                peak -= system.isFree(i)
                        ? Math.log(Mixtures.softplus(rawSigma) + Mixtures.SIGMA_MIN)
                        : 0;
            }
            if (peak > highest) {
                highest = peak;
                best = k;
            }
        }
        double[] means = new double[6];
        for (int i = 0; i < 6; i++) {
            means[i] = raw[offset + components + 6 * best + i];
        }
        return LatticeEncoding.decode(means, system, crystal.atomCount())
                .map(lattice -> new Crystal(crystal.spaceGroup(), lattice, crystal.sites()))
                .orElse(crystal);
    }
}
