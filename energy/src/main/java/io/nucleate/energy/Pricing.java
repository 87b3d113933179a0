package io.nucleate.energy;

import io.nucleate.energy.potential.Evaluation;

/**
 * What came of pricing one structure: a {@link Energetics}, or the reason for which there is none.
 */
public sealed interface Pricing permits Energetics, Pricing.Failure {

    /**
     * @param kind one word for counters, as of {@link Evaluation.Failure}
     * @param reason one sentence that names what is wrong with the structure
     */
    record Failure(String kind, String reason) implements Pricing {
        public Failure(String reason) {
            this(Evaluation.Failure.UNPRICEABLE, reason);
        }
    }
}
