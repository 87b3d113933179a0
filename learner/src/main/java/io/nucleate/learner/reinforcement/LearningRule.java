package io.nucleate.learner.reinforcement;

import ai.djl.ndarray.NDArray;

import io.nucleate.learner.reinforcement.PolicyTraining.Densities;

import java.util.List;
import java.util.function.Supplier;

/**
 * A learning algorithm: what one batch tells the policy to become. {@link Algorithm} names them
 * all; {@link ReinforcementTraining} takes the gradient steps. Nothing in a rule is random, and
 * what it carries from batch to batch is its baseline.
 */
interface LearningRule {
    /**
     * Compares the rewards of all crystals that were priced for an update, chosen or not: only all
     * of them tell what the policy earns. Changes nothing.
     *
     * @return by crystal, its reward less what is expected of it; the KL term apart
     */
    double[] excess(List<Experience> window);

    /**
     * Looks at a batch before the first gradient step on it.
     *
     * @param excess of the batch, from that of the window that it was chosen from
     * @param densities of the batch, all of them finite
     * @return what the gradient steps on this batch raise
     */
    Surrogate surrogate(List<Experience> batch, double[] excess, Densities densities);

    /** Counts the rewards of a window into the baseline, after its batch was looked at. */
    default void count(List<Experience> window) {}

    /** Returns the rewards of crystals. */
    static double[] rewards(List<Experience> crystals) {
        return crystals.stream().mapToDouble(Experience::reward).toArray();
    }

    /**
     * Returns what the rule expects of rewards, for {@link #restore}; empty where it compares
     * crystals within their batch only.
     */
    default double[] baseline() {
        return new double[0];
    }

    /**
     * Takes up what {@link #baseline} gave.
     *
     * @throws IllegalArgumentException where another algorithm gave it
     */
    default void restore(double[] baseline) {
        if (baseline.length != 0) {
            throw new IllegalArgumentException("this algorithm carries no baseline, but the state"
                    + " has one of " + baseline.length
                    + " numbers: it is of a run with another learning.algorithm");
        }
    }

    /** Function of a batch's densities, whose mean over the batch a gradient step raises. */
    interface Surrogate {
        /**
         * Prepares the next gradient step.
         *
         * @param logProb computes the crystals' natural-log densities under the policy as it is now
         */
        void beginStep(Supplier<double[]> logProb);

        /**
         * Computes the values of some crystals of the batch. Several threads may call it at once.
         *
         * @param logProb their natural-log densities, of which the gradient is taken
         * @param indices their places in the batch
         */
        NDArray of(NDArray logProb, int[] indices);

        /** Returns the fraction of ratios outside the clip range in this step; 0 without a clip. */
        double clipFraction();

        /** Returns the numbers of some crystals, beside their densities. */
        static NDArray chosen(NDArray like, double[] values, int[] indices) {
            float[] chosen = new float[indices.length];
            for (int i = 0; i < chosen.length; i++) {
                chosen[i] = (float) values[indices[i]];
            }
            return like.getManager().create(chosen);
        }
    }
}
