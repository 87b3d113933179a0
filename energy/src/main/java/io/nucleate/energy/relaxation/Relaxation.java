package io.nucleate.energy.relaxation;

import io.nucleate.energy.potential.Evaluation;

/**
 * What came of relaxing one structure: {@link Relaxed}, converged or not, or the reason for which
 * there is nothing.
 */
public sealed interface Relaxation permits Relaxed, Relaxation.Failure {

    /**
     * @param kind one word for counters: {@link #RUNAWAY}, or as of {@link Evaluation.Failure}
     * @param reason one sentence that names what is wrong with the structure, and after how many
     *     steps
     */
    record Failure(String kind, String reason) implements Relaxation {
        /**
         * On its way the structure exploded, collapsed or fell into a hole of the potential's
         * surface.
         */
        public static final String RUNAWAY = "runaway";
    }
}
