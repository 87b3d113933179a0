package io.nucleate.learner.reinforcement;

import io.nucleate.tensors.SafeTensors;

import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * A policy that is trained: its weights, its optimiser, and the step that improves them.
 * {@link ReinforcementTraining} is the one that runs use. For use by one thread.
 */
public interface PolicyTraining extends AutoCloseable {
    /**
     * Natural-log densities of a batch's crystals, in its order.
     *
     * @param proximal under the policy at the start of the update
     * @param reference under the pre-trained policy
     */
    record Densities(double[] proximal, double[] reference) {
        /** Returns the crystals without a finite density: one of them would spoil every weight. */
        BitSet unusable() {
            BitSet unusable = new BitSet();
            for (int i = 0; i < proximal.length; i++) {
                unusable.set(i, !Double.isFinite(proximal[i]) || !Double.isFinite(reference[i]));
            }
            return unusable;
        }

        /** Returns each crystal's reward less tau ln(p_proximal/p_pretrained). */
        double[] regularisedRewards(List<Experience> batch, double tau) {
            double[] rewards = new double[proximal.length];
            for (int i = 0; i < rewards.length; i++) {
                rewards[i] = batch.get(i).reward() - tau * (proximal[i] - reference[i]);
            }
            return rewards;
        }
    }

    /** Diagnostics of an update; see the fields of the same names in {@link Learner.Update}. */
    record Diagnostics(
            double klToPretrained,
            double clipFraction,
            double meanImportanceWeight,
            double gradientNorm) {}

    /** Returns the most sites that a crystal of this policy has. */
    int sitesMax();

    /** Computes the densities that an update of the batch starts from. */
    Densities densities(List<Experience> batch);

    /**
     * Improves the policy with one batch, each crystal of which is used in this update only.
     *
     * @param densities of the batch, all of them usable
     */
    Diagnostics update(List<Experience> batch, Densities densities);

    /** Returns the policy's file. */
    SafeTensors weights();

    /**
     * Returns weights and optimiser as one file.
     *
     * @param metadata of the caller's own
     */
    SafeTensors checkpoint(Map<String, String> metadata);

    /** Returns what the algorithm expects of rewards, which is stored beside the checkpoint. */
    double[] baseline();

    /**
     * Gives the optimiser and the algorithm what was stored; the weights are there already.
     *
     * @param checkpoint that {@link #checkpoint} gave
     * @param baseline that {@link #baseline} gave
     */
    void restore(SafeTensors checkpoint, double[] baseline);

    @Override
    void close();

    /** Begins to train. */
    @FunctionalInterface
    interface Loader {
        /**
         * @param weights to go on from
         * @param pretrained where the KL penalty is measured from
         */
        PolicyTraining load(SafeTensors weights, SafeTensors pretrained);
    }
}
