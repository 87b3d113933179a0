package io.nucleate.learner.pretraining;

/**
 * The learning rate over a training.
 *
 * @param peak rate after the warm-up
 * @param warmupSteps steps over which the rate rises from 0
 * @param schedule course of the rate from there
 */
public record LearningRate(double peak, int warmupSteps, Schedule schedule) {
    /** Part of the steps over which the rate falls in {@link Schedule#TRAPEZOID}. */
    private static final double FALLING = 0.3;

    /** Course of the rate from its peak to the end of the training. */
    public enum Schedule {
        /** It does not fall. */
        CONSTANT,
        /** To 0 along half a cosine. */
        COSINE,
        /** To 0 on a straight line. */
        LINEAR,
        /**
         * Constant, then to 0 on a straight line over the last 30 %: a training can be cut short or
         * prolonged before.
         */
        TRAPEZOID
    }

    public LearningRate {
        if (!(peak > 0) || warmupSteps < 0) {
            throw new IllegalArgumentException(
                    "a learning rate must be positive and its warm-up not negative, found " + peak
                            + " and " + warmupSteps + " steps");
        }
    }

    /** Returns the rate of a step, counted from 0, in a training of so many steps. */
    double at(long step, long steps) {
        if (step < warmupSteps) {
            return peak * (step + 1) / warmupSteps;
        }
        double progress =
                Math.min(1, (double) (step - warmupSteps) / Math.max(1, steps - warmupSteps));
        return peak
                * switch (schedule) {
                    case CONSTANT -> 1;
                    case COSINE -> 0.5 * (1 + Math.cos(Math.PI * progress));
                    case LINEAR -> 1 - progress;
                    case TRAPEZOID -> Math.min(1, (1 - progress) / FALLING);
                };
    }
}
