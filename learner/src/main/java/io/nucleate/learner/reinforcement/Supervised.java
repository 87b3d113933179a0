package io.nucleate.learner.reinforcement;

import ai.djl.ndarray.NDArray;

import io.nucleate.learner.reinforcement.PolicyTraining.Densities;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code supervised}: maximum likelihood on the best crystals of each batch, as supervised
 * fine-tuning on stable samples in CrystalFormer-RL (arXiv 2504.02367), round by round.
 *
 * <pre>
 *   objective = mean( ln p(x) ),  over the best quarter of the batch
 * </pre>
 *
 * <ol>
 *   <li>The best quarter are the crystals whose reward is at least that of the n/4-th best of n,
 *       rounded up, and above the mean. A share needs no unit, so it serves every reward; with the
 *       shipped policy and {@code ehull} it begins near 0.1 eV/atom. With {@link Strata} it is that
 *       of each stratum.
 *   <li>Where all rewards are equal nothing is learned.
 *   <li>How much better a crystal is does not count, and the others teach nothing.
 *   <li>The KL term is no part of it: {@code learning.klPenalty} does nothing.
 *   <li>Crystals may be old; the objective asks nothing about who drew them. It learns from them as
 *       they were drawn, not as they were relaxed.
 *   <li>There is neither clip nor weight nor baseline.
 * </ol>
 */
final class Supervised implements LearningRule {
    /** One crystal in so many is learned from. */
    private static final int ONE_IN = 4;

    private final ReinforcementSettings settings;

    Supervised(ReinforcementSettings settings) {
        this.settings = settings;
    }

    @Override
    public double[] excess(List<Experience> window) {
        return Peers.ofStrata(window, settings.strata()).centred(LearningRule.rewards(window));
    }

    @Override
    public Surrogate surrogate(List<Experience> batch, double[] excess, Densities densities) {
        double[] factors = new double[batch.size()];
        int best = 0;
        for (int[] stratum : Peers.strata(batch, settings.strata())) {
            double[] rewards = Arrays.stream(stratum)
                    .mapToDouble(i -> batch.get(i).reward())
                    .sorted()
                    .toArray();
            double least = rewards[rewards.length - (rewards.length + ONE_IN - 1) / ONE_IN];
            double mean = Arrays.stream(rewards).average().orElseThrow();
            for (int i : stratum) {
                double reward = batch.get(i).reward();
                boolean isBest = reward >= least && reward > mean;
                factors[i] = isBest ? 1 : 0;
                best += isBest ? 1 : 0;
            }
        }
        // The caller takes the mean over the batch; wanted is the mean over the best.
        for (int i = 0; i < factors.length; i++) {
            factors[i] *= (double) factors.length / Math.max(1, best);
        }
        return new Likelihood(factors);
    }

    /** Log-densities, each with a factor. */
    private record Likelihood(double[] factors) implements Surrogate {
        @Override
        public void beginStep(Supplier<double[]> logProb) {}

        @Override
        public NDArray of(NDArray logProb, int[] indices) {
            return logProb.mul(Surrogate.chosen(logProb, factors, indices));
        }

        @Override
        public double clipFraction() {
            return 0;
        }
    }
}
