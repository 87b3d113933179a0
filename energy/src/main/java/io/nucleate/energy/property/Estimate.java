package io.nucleate.energy.property;

/**
 * What an ensemble says of a property.
 *
 * @param value mean of the members, in the property's unit
 * @param uncertainty standard deviation of the members, in the property's unit: larger where they
 *     were taught less. The error itself is larger still; {@code docs/model-card-properties.md}
 *     says by how much
 */
public record Estimate(double value, double uncertainty) {

    /** @throws IllegalArgumentException for a value that is no number, or a negative uncertainty */
    public Estimate {
        if (!Double.isFinite(value) || !(uncertainty >= 0)) {
            throw new IllegalArgumentException(
                    "no estimate: value " + value + ", uncertainty " + uncertainty);
        }
    }
}
