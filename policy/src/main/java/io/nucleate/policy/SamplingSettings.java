package io.nucleate.policy;

/**
 * Settings of how sharply crystals are drawn. With all of them at 1, the draw follows the policy's
 * own density.
 *
 * @param letterTemperature divides the logits of the letters
 * @param firstElementTemperature divides the logits of the first site's element alone, from which
 *     the others follow
 * @param elementTemperature divides the logits of the elements after the first
 * @param coordinateTemperature divides the logits and the concentrations of the coordinates
 * @param latticeTemperature divides the logits of the lattice, and multiplies its deviations by its
 *     square root
 * @param topP letters, elements and mixture components are drawn from the smallest set with this
 *     probability
 */
public record SamplingSettings(
        double letterTemperature,
        double firstElementTemperature,
        double elementTemperature,
        double coordinateTemperature,
        double latticeTemperature,
        double topP) {
    /** Draws from the policy's own density. */
    public static final SamplingSettings DEFAULT = at(1);

    /**
     * Draws what is worth computing: likelier companions of the first element, and geometry near
     * its likeliest. Letters and first elements, and with them the variety, stay as in
     * {@link #DEFAULT}. {@code docs/results/policy.md} has what it changes.
     */
    public static final SamplingSettings SHARP =
            DEFAULT.withElements(0.8).withCoordinates(0.1).withLattice(0.1);

    public SamplingSettings {
        for (double each : new double[] {
            letterTemperature,
            firstElementTemperature,
            elementTemperature,
            coordinateTemperature,
            latticeTemperature
        }) {
            if (!(each > 0) || Double.isInfinite(each)) {
                throw new IllegalArgumentException("a temperature must be positive, found " + each);
            }
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("top-p must be in (0, 1], found " + topP);
        }
    }

    /** Returns settings with the same temperature for everything. */
    public static SamplingSettings at(double temperature) {
        return new SamplingSettings(
                temperature, temperature, temperature, temperature, temperature, 1);
    }

    public SamplingSettings withFirstElement(double temperature) {
        return new SamplingSettings(
                letterTemperature,
                temperature,
                elementTemperature,
                coordinateTemperature,
                latticeTemperature,
                topP);
    }

    /** Returns settings with another temperature of the elements after the first. */
    public SamplingSettings withElements(double temperature) {
        return new SamplingSettings(
                letterTemperature,
                firstElementTemperature,
                temperature,
                coordinateTemperature,
                latticeTemperature,
                topP);
    }

    public SamplingSettings withCoordinates(double temperature) {
        return new SamplingSettings(
                letterTemperature,
                firstElementTemperature,
                elementTemperature,
                temperature,
                latticeTemperature,
                topP);
    }

    public SamplingSettings withLattice(double temperature) {
        return new SamplingSettings(
                letterTemperature,
                firstElementTemperature,
                elementTemperature,
                coordinateTemperature,
                temperature,
                topP);
    }

    public SamplingSettings withTopP(double topP) {
        return new SamplingSettings(
                letterTemperature,
                firstElementTemperature,
                elementTemperature,
                coordinateTemperature,
                latticeTemperature,
                topP);
    }
}
