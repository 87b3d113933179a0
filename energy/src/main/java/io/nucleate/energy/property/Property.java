package io.nucleate.energy.property;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A property that readouts estimate from a potential's features. */
public enum Property {
    /** Kohn-Sham band gap (PBE or PBE+U, as in the Materials Project), 0 for metals. */
    BAND_GAP("band-gap", "eV", "band_gap") {
        /** Never negative, and as close to 0 as it takes for a metal. */
        @Override
        NDArray value(NDArray output) {
            return Activation.softPlus(output);
        }

        @Override
        NDArray loss(NDArray output, NDArray values) {
            return value(output).sub(values).abs();
        }
    },

    /**
     * Electronic part of the static dielectric constant: the mean of the three eigenvalues of its
     * tensor, ions clamped.
     */
    DIELECTRIC_ELECTRONIC("dielectric", "1", "eps_electronic") {
        /** Above that of the vacuum. */
        @Override
        NDArray value(NDArray output) {
            return output.exp().add(output.onesLike());
        }

        /** Relative, so that the few near-metals with constants of 50 do not drown the others. */
        @Override
        NDArray loss(NDArray output, NDArray values) {
            return value(output).log().sub(values.log()).abs();
        }
    };

    private final String word;
    private final String unit;
    private final String field;

    Property(String word, String unit, String field) {
        this.word = word;
        this.unit = unit;
        this.field = field;
    }

    /** What a network's outputs mean, in the property's unit. */
    abstract NDArray value(NDArray output);

    /** How wrong outputs are, each for itself; broadcast. */
    abstract NDArray loss(NDArray output, NDArray values);

    /** What commands and settings call it. */
    public String word() {
        return word;
    }

    /** Unit of its values; {@code 1} for a number without. */
    public String unit() {
        return unit;
    }

    /** Under which name data sets have it. */
    public String field() {
        return field;
    }

    /** @throws IllegalArgumentException for a word that is no property's */
    public static Property of(String word) {
        return Arrays.stream(values())
                .filter(property -> property.word.equals(word))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("unknown property '" + word + "'; use "
                                + Arrays.stream(values())
                                        .map(Property::word)
                                        .collect(Collectors.joining(" or "))));
    }

    @Override
    public String toString() {
        return word;
    }
}
