package io.nucleate.energy.property;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;

import io.nucleate.crystal.Words;

/** The properties that readouts estimate from the features of a potential. */
public enum Property {
    /** Kohn-Sham band gap in eV (PBE or PBE+U, as in the Materials Project); 0 for metals. */
    BAND_GAP("band-gap", "eV", "band_gap") {
        /** The softplus is never negative and comes as close to 0 as metals need. */
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
     * Electronic part of the static dielectric constant, with fixed ions: the mean of the three
     * eigenvalues of the dielectric tensor.
     */
    DIELECTRIC_ELECTRONIC("dielectric", "1", "eps_electronic") {
        /** The value is always above 1, the dielectric constant of the vacuum. */
        @Override
        NDArray value(NDArray output) {
            return output.exp().add(output.onesLike());
        }

        /**
         * The loss is relative, so that the few near-metals with a dielectric constant of 50 do not
         * dominate it.
         */
        @Override
        NDArray loss(NDArray output, NDArray values) {
            return value(output).log().sub(values.log()).abs();
        }
    };

    private static final Words<Property> WORDS =
            new Words<>("property", Property.class, Property::word);

    private final String word;
    private final String unit;
    private final String field;

    Property(String word, String unit, String field) {
        this.word = word;
        this.unit = unit;
        this.field = field;
    }

    /** Turns outputs of a network into values of the property, in its unit. */
    abstract NDArray value(NDArray output);

    /**
     * Returns the loss of each output of a network. The two arrays are broadcast against each
     * other.
     *
     * @param values known values of the property, in its unit
     */
    abstract NDArray loss(NDArray output, NDArray values);

    /** Returns the name of the property in commands and settings. */
    public String word() {
        return word;
    }

    /** Returns the unit of the values; {@code 1} if they have no unit. */
    public String unit() {
        return unit;
    }

    /** Returns the name of the property's field in data sets. */
    public String field() {
        return field;
    }

    /**
     * Returns the property with a name.
     *
     * @throws IllegalArgumentException if no property has this {@link #word}
     */
    public static Property of(String word) {
        return WORDS.parse(word);
    }

    @Override
    public String toString() {
        return word;
    }
}
