package io.nucleate.policy;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.CrystalSystem;
import io.nucleate.crystal.Lattice;

/** The likeliest lattice of given sites. */
final class LatticeMode {
    private LatticeMode() {}

    /**
     * The mean of the Gaussian whose peak is the highest: the mode of the mixture, but for the
     * overlap of its components.
     *
     * @param raw from {@code offset} on the K weights, 6 K means and 6 K deviations of the
     *     network's lattice head
     * @return the crystal with this lattice; as it was where the mean is no possible cell
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
                        ? Math.log(Distributions.softplus(rawSigma) + Distributions.SIGMA_MIN)
                        : 0;
            }
            if (peak > highest) {
                highest = peak;
                best = k;
            }
        }
        double scale = Math.cbrt(crystal.atomCount());
        double[] parameters = {1, 1, 1, 90, 90, 90};
        for (int i = 0; i < 6; i++) {
            if (system.isFree(i)) {
                double mean = raw[offset + components + 6 * best + i];
                parameters[i] = i < 3 ? mean * scale : Math.toDegrees(mean);
            }
        }
        return Lattice.isPossible(parameters)
                ? new Crystal(
                        crystal.spaceGroup(),
                        system.constrain(Lattice.of(parameters)),
                        crystal.sites())
                : crystal;
    }
}
