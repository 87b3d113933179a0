package io.nucleate.scorer.reward;

/**
 * Where a quantity lies, as far as it is known; rewards go by the worst in it, so that not knowing
 * does not pay.
 */
record Interval(double low, double high) {
    Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException("there is no number from " + low + " to " + high);
        }
    }

    static Interval exactly(double value) {
        return new Interval(value, value);
    }

    /** Greatest distance of a number in here below a bound; 0 if none is below it. */
    double below(double bound) {
        return Math.max(0, bound - low);
    }

    /** Greatest distance of a number in here above a bound; 0 if none is above it. */
    double above(double bound) {
        return Math.max(0, high - bound);
    }
}
