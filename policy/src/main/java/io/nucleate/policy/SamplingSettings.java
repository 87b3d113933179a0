package io.nucleate.policy;

/**
 * Settings of how sharply crystals are drawn. With temperatures and top-p at 1, the draw follows
 * the policy's own density.
 *
 * @param temperature of the letters and of the elements after the first; divides logits
 * @param firstElementTemperature temperature for the element of the first site alone, from which
 *     the others follow
 * @param coordinateTemperature divides the logits and the concentrations of the coordinates
 * @param latticeTemperature divides the logits of the lattice, and multiplies its deviations by its
 *     square root
 * @param topP letters, elements and mixture components are drawn from the smallest set with this
 *     probability
 */
public record SamplingSettings(
        double temperature,
        double firstElementTemperature,
        double coordinateTemperature,
        double latticeTemperature,
        double topP) {
    /** Draws from the policy's own density. */
    public static final SamplingSettings DEFAULT = new SamplingSettings(1, 1, 1, 1, 1);

    public SamplingSettings {
        for (double each : new double[] {
            temperature, firstElementTemperature, coordinateTemperature, latticeTemperature
        }) {
            if (!(each > 0) || Double.isInfinite(each)) {
                throw new IllegalArgumentException("a temperature must be positive, found " + each);
            }
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("top-p must be in (0, 1], found " + topP);
        }
    }
}
