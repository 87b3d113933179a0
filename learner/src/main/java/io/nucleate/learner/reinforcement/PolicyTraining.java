package io.nucleate.learner.reinforcement;

import io.nucleate.crystal.Crystal;
import io.nucleate.tensors.SafeTensors;

import java.util.Arrays;
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

        /** Returns the KL term of each crystal, tau ln(p_proximal/p_pretrained). */
        double[] penalties(double tau) {
            double[] penalties = new double[proximal.length];
            for (int i = 0; i < penalties.length; i++) {
                penalties[i] = tau * (proximal[i] - reference[i]);
            }
            return penalties;
        }
    }

    /**
     * What an update learns from.
     *
     * @param window all crystals with a reward that were priced since the last update, which
     *     rewards are compared with
     * @param chosen places in the window of the batch, in ascending order
     * @param densities of the batch, all of them usable
     * @param pull what the advantages of the batch get besides, in units of their spread
     * @param elites crystals to make likelier beside it
     */
    record Lesson(
            List<Experience> window,
            int[] chosen,
            Densities densities,
            double[] pull,
            List<Crystal> elites) {
        /** Returns the crystals with a gradient. */
        public List<Experience> batch() {
            return Arrays.stream(chosen).mapToObj(window::get).toList();
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

    /** Returns whether the policy could draw a crystal. */
    boolean allows(Crystal crystal);

    /** Returns the rewards of a window, each less what the algorithm expects of it. */
    double[] excess(List<Experience> window);

    /** Computes the densities that an update of the batch starts from. */
    Densities densities(List<Experience> batch);

    /** Improves the policy with one batch, each crystal of which is used in this update only. */
    Diagnostics update(Lesson lesson);

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
