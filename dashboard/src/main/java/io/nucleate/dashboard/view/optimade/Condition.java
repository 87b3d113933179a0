package io.nucleate.dashboard.view.optimade;

import io.nucleate.dashboard.view.catalogue.Row;

import java.util.function.BinaryOperator;

/** What a filter says of a structure. */
interface Condition {
    /** What is said where a property is not known: neither that it holds nor that it does not. */
    enum Truth {
        TRUE,
        FALSE,
        UNKNOWN;

        static Truth of(boolean holds) {
            return holds ? TRUE : FALSE;
        }

        Truth and(Truth other) {
            return this == FALSE || other == FALSE
                    ? FALSE
                    : this == UNKNOWN || other == UNKNOWN ? UNKNOWN : TRUE;
        }

        Truth or(Truth other) {
            return not().and(other.not()).not();
        }

        Truth not() {
            return this == UNKNOWN ? UNKNOWN : of(this == FALSE);
        }
    }

    Truth of(Row row);

    /** Joins two. */
    static Condition join(Condition a, Condition b, BinaryOperator<Truth> operator) {
        return row -> operator.apply(a.of(row), b.of(row));
    }
}
