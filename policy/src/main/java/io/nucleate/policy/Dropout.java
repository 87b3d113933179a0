package io.nucleate.policy;

import ai.djl.ndarray.NDArray;

import java.util.SplittableRandom;

/**
 * Inverted dropout whose masks come from the caller's seed. They are the same on every device, and
 * do not depend on what other threads draw at the same time.
 */
public final class Dropout {
    public static final Dropout NONE = new Dropout(0, 0);

    /**
     * Number of decisions that one random number of 64 bits gives. The rate is rounded to a
     * multiple of 2^−16.
     */
    private static final int DECISIONS = 4;

    private final double rate;
    private final SplittableRandom random;

    /**
     * Makes a dropout with a random sequence of its own.
     *
     * @param rate fraction of the entries set to zero
     * @throws IllegalArgumentException unless the rate is in [0, 1)
     */
    public Dropout(double rate, long seed) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("a dropout rate lies in [0, 1), found " + rate);
        }
        this.rate = rate;
        this.random = new SplittableRandom(seed);
    }

    /**
     * Sets some entries to zero and scales the others so that the mean stays. Each call draws a new
     * mask.
     */
    NDArray apply(NDArray x) {
        return rate == 0
                ? x
                : x.mul(x.getManager().create(mask(Math.toIntExact(x.size())), x.getShape()));
    }

    private float[] mask(int size) {
        int threshold = (int) Math.round(rate * 65536);
        float kept = (float) (1 / (1 - rate));
        float[] mask = new float[size];
        for (int i = 0; i < size; ) {
            long bits = random.nextLong();
            for (int end = Math.min(size, i + DECISIONS); i < end; i++) {
                mask[i] = (bits & 0xffff) < threshold ? 0 : kept;
                bits >>>= 16;
            }
        }
        return mask;
    }
}
