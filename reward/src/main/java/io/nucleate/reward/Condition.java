package io.nucleate.reward;

import java.util.Optional;

/** A condition on a crystal. Its text is what {@link RewardExpression} reads it from. */
interface Condition {

    /** Returns what must be known of a crystal to decide the condition. */
    Needs needs();

    /**
     * Tells whether a crystal meets the condition, as far as one can be sure; empty if something is
     * not known.
     */
    Optional<Boolean> holds(Evidence evidence);

    /** Returns the name of the guard that fires if the condition cannot be decided. */
    String unknown();

    /**
     * The condition that all values of a quantity within its uncertainty lie on one side of a
     * bound.
     *
     * @param below whether they must lie below the bound; otherwise above it
     * @param deviations half width of the interval of an estimate, in standard deviations
     */
    record Bound(Quantity quantity, boolean below, double bound, double deviations)
            implements Condition {
        @Override
        public Needs needs() {
            return quantity.needs();
        }

        @Override
        public Optional<Boolean> holds(Evidence evidence) {
            return quantity.of(evidence.energetics(), deviations)
                    .map(interval -> below ? interval.high() < bound : interval.low() > bound);
        }

        @Override
        public String unknown() {
            return quantity.unknown();
        }

        @Override
        public String toString() {
            return quantity.label() + (below ? " < " : " > ") + RewardExpression.text(bound);
        }
    }
}
