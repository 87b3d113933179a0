package io.nucleate.energy.potential;

/** What came of one structure: a {@link Prediction}, or a {@link Failure}. */
public sealed interface Evaluation permits Prediction, Evaluation.Failure {

    /**
     * The structure cannot be priced by this potential.
     *
     * @param kind one word for counters: {@link #UNPRICEABLE} or {@link #NOT_FINITE}
     * @param reason one sentence that names what is wrong with the structure
     */
    record Failure(String kind, String reason) implements Evaluation {
        /**
         * The potential cannot take the structure: too large, atoms that coincide, an element it
         * was not made for.
         */
        public static final String UNPRICEABLE = "unpriceable";

        /** The potential took it and answered with something that is no number. */
        public static final String NOT_FINITE = "not-finite";

        public Failure(String reason) {
            this(UNPRICEABLE, reason);
        }
    }

    /**
     * The answer of a potential, which is a failure where any of it is infinite or not a number.
     *
     * @param potential its name, for the reason
     * @see Prediction for the other parameters
     */
    static Evaluation of(
            String potential,
            double energyEvPerAtom,
            double[][] forcesEvPerAngstrom,
            double[][] stressEvPerCubicAngstrom,
            double[] magneticMomentsBohr,
            double[][] atomFeatures) {
        try {
            return new Prediction(
                    energyEvPerAtom,
                    forcesEvPerAngstrom,
                    stressEvPerCubicAngstrom,
                    magneticMomentsBohr,
                    atomFeatures);
        } catch (ArithmeticException e) {
            return new Failure(Failure.NOT_FINITE, potential + ": " + e.getMessage());
        }
    }
}
