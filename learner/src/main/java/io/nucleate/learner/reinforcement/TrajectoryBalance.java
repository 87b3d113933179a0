package io.nucleate.learner.reinforcement;

import ai.djl.ndarray.NDArray;

import io.nucleate.learner.reinforcement.PolicyTraining.Densities;
import io.nucleate.tensors.Scalars;

import java.util.List;
import java.util.function.Supplier;

/**
 * {@code trajectory-balance}: the policy is drawn towards p_pretrained · exp(r/tau), whoever drew
 * the crystals (TBA, arXiv 2503.18929, in the form VarGrad). For a crystal x with reward r
 *
 * <pre>
 *   d = ln p(x) − ln p_pretrained(x) − r/tau
 *   loss = mean( tau/2 · (d − mean(d))² )
 * </pre>
 *
 * <ol>
 *   <li>Where p = p_pretrained · exp(r/tau)/Z, each d is −ln Z, and the loss is 0. The densities
 *       are those given a space group, so Z is each space group's own: mean(d) runs over the
 *       crystals of the same space group in the batch, or over the whole batch where they are fewer
 *       than four ({@link Peers}).
 *   <li>mean(d) estimates −ln Z. It is computed anew before each gradient step, and has no
 *       gradient.
 *   <li>Nothing is weighted by how likely the behaviour policy was: the optimum is the same for
 *       data of any age. Only where a rare group borrows the batch's mean(d), old data can bias it.
 *   <li>The factor tau/2 makes the gradient that of an advantage in units of the reward, r − tau
 *       ln(p/p_pretrained) less its mean, as in the other algorithms: learning rate and gradient
 *       norm mean the same.
 *   <li>There is neither clip nor truncated weight nor scale; the gradient's norm is bounded as
 *       always.
 *   <li>Where the batch is chosen, mean(d) is that of the chosen: at the optimum all d are equal,
 *       so it does not matter which ones.
 *   <li>With {@link Strata}, each stratum of each space group has a Z of its own. The optimum is
 *       p_pretrained · exp(r/tau) within each stratum, with whatever share the stratum has.
 *   <li>There is no baseline between batches.
 * </ol>
 */
final class TrajectoryBalance implements LearningRule {
    private final ReinforcementSettings settings;

    TrajectoryBalance(ReinforcementSettings settings) {
        this.settings = settings;
    }

    @Override
    public double[] excess(List<Experience> window) {
        return new Peers(window, settings.strata()).centred(LearningRule.rewards(window));
    }

    @Override
    public Surrogate surrogate(List<Experience> batch, double[] excess, Densities densities) {
        return new Balance(batch, densities.reference(), settings);
    }

    private static final class Balance implements Surrogate {
        private final double tau;
        private final Peers peers;
        /** By crystal, r + tau ln p_pretrained. */
        private final double[] targets;
        /** By crystal, what is to be taken from tau ln p: its target, and its peers' mean. */
        private double[] expected;

        private Balance(
                List<Experience> batch, double[] reference, ReinforcementSettings settings) {
            tau = settings.klPenalty();
            peers = new Peers(batch, settings.strata());
            targets = new double[batch.size()];
            for (int i = 0; i < targets.length; i++) {
                targets[i] = batch.get(i).reward() + tau * reference[i];
            }
        }

        @Override
        public void beginStep(Supplier<double[]> logProb) {
            double[] now = logProb.get();
            double[] differences = new double[now.length];
            for (int i = 0; i < now.length; i++) {
                differences[i] = tau * now[i] - targets[i];
            }
            double[] centred = peers.centred(differences);
            expected = new double[now.length];
            for (int i = 0; i < now.length; i++) {
                expected[i] = tau * now[i] - centred[i];
            }
        }

        @Override
        public NDArray of(NDArray logProb, int[] indices) {
            NDArray excess =
                    Scalars.scale(logProb, tau).sub(Surrogate.chosen(logProb, expected, indices));
            return Scalars.scale(excess.mul(excess), -0.5 / tau);
        }

        @Override
        public double clipFraction() {
            return 0;
        }
    }
}
