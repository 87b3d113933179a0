package io.nucleate.energy.property;

/**
 * The estimate of a property by an ensemble.
 *
 * @param value mean of the members, in the property's unit
 * @param uncertainty standard deviation of the members, in the property's unit. It is larger for
 *     structures that are unlike the training data. The real error is larger than this; the model
 *     card of the properties says by how much
 */
public record Estimate(double value, double uncertainty) {

    /**
     * @throws IllegalArgumentException if the value is infinite or not a number, or if the
     *     uncertainty is negative
     */
    public Estimate {
        if (!Double.isFinite(value) || !(uncertainty >= 0)) {
            throw new IllegalArgumentException(
                    "no estimate: value " + value + ", uncertainty " + uncertainty);
        }
    }
}
