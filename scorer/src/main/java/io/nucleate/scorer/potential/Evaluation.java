package io.nucleate.scorer.potential;

/** What came of one structure: a {@link Prediction}, or a {@link Failure}. */
public sealed interface Evaluation permits Prediction, Evaluation.Failure {

    /**
     * The structure cannot be priced by this potential.
     *
     * @param reason one sentence that names what is wrong with the structure
     */
    record Failure(String reason) implements Evaluation {}
}
