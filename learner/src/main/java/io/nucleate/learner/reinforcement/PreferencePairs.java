package io.nucleate.learner.reinforcement;

import ai.djl.ndarray.NDArray;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;

/**
 * Pairs of a better and a worse crystal of a batch, and what they tell the policy. With the pair's
 * margin
 *
 * <pre>
 *   h = ln(p(better)/p_pretrained(better)) − ln(p(worse)/p_pretrained(worse))
 * </pre>
 *
 * <p>an algorithm raises the mean of a function f(h) over the pairs. Its gradient is that of f'(h)
 * · (ln p(better) − ln p(worse)) with f'(h) held fixed, so a pass needs to hold no pair together.
 * f' is computed anew before each gradient step.
 */
final class PreferencePairs implements LearningRule.Surrogate {
    private record Pair(int better, int worse) {}

    private final List<Pair> pairs = new ArrayList<>();
    private final double[] reference;
    private final DoubleUnaryOperator slope;
    /** By crystal, what its log-density is multiplied with in this step. */
    private double[] factors;

    /**
     * Pairs the best crystal with the worst, the second best with the second worst, and so on,
     * among those of one space group and stratum; crystals of groups of fewer than
     * {@link Peers#MIN} are paired with each other within their stratum. Equal rewards make no
     * pair.
     *
     * @param reference log-densities of the batch under the pretrained policy
     * @param slope f'
     */
    PreferencePairs(
            List<Experience> batch, double[] reference, Strata strata, DoubleUnaryOperator slope) {
        this.reference = reference;
        this.slope = slope;
        for (List<Integer> part : Peers.parts(batch, strata)) {
            List<Integer> ranked = part.stream()
                    .sorted(Comparator.comparingDouble(
                            (Integer i) -> batch.get(i).reward()))
                    .toList();
            for (int low = 0, high = ranked.size() - 1; low < high; low++, high--) {
                int worse = ranked.get(low);
                int better = ranked.get(high);
                if (batch.get(better).reward() > batch.get(worse).reward()) {
                    pairs.add(new Pair(better, worse));
                }
            }
        }
    }

    @Override
    public void beginStep(Supplier<double[]> logProb) {
        double[] now = logProb.get();
        factors = new double[now.length];
        // The caller takes the mean over the batch; wanted is the mean over the pairs.
        double perPair = pairs.isEmpty() ? 0 : (double) now.length / pairs.size();
        for (Pair pair : pairs) {
            double margin = now[pair.better]
                    - reference[pair.better]
                    - (now[pair.worse] - reference[pair.worse]);
            double factor = perPair * slope.applyAsDouble(margin);
            factors[pair.better] += factor;
            factors[pair.worse] -= factor;
        }
    }

    @Override
    public NDArray of(NDArray logProb, int[] indices) {
        return logProb.mul(LearningRule.Surrogate.chosen(logProb, factors, indices));
    }

    @Override
    public double clipFraction() {
        return 0;
    }
}
