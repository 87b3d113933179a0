package io.nucleate.reward;

/**
 * The interval in which a quantity lies, as far as it is known. Rewards take the worst number in
 * it, so that a policy gains nothing from uncertain estimates.
 */
record Interval(double low, double high) {
    Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException("there is no number from " + low + " to " + high);
        }
    }

    /** Returns the interval of a quantity that is known exactly. */
    static Interval exactly(double value) {
        return new Interval(value, value);
    }

    /** Returns how far the interval reaches below a bound; 0 if it does not. */
    double below(double bound) {
        return Math.max(0, bound - low);
    }

    /** Returns how far the interval reaches above a bound; 0 if it does not. */
    double above(double bound) {
        return Math.max(0, high - bound);
    }
}
