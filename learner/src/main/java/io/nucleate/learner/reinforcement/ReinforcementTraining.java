package io.nucleate.learner.reinforcement;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;

import io.nucleate.crystal.Crystal;
import io.nucleate.learner.optimization.ParallelGradient;
import io.nucleate.learner.optimization.TrainingCheckpoint;
import io.nucleate.policy.Dropout;
import io.nucleate.policy.LogProb;
import io.nucleate.policy.Policy;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.tensors.Adam;
import io.nucleate.tensors.Backward;
import io.nucleate.tensors.GradientMode;
import io.nucleate.tensors.SafeTensors;
import io.nucleate.tensors.Scalars;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * Trains a policy by the algorithm that its settings name: computes the densities, and takes the
 * gradient steps that raise the algorithm's surrogate, and with it the likelihood of the elites
 * that are replayed. {@link Algorithm} leads to the algorithms.
 */
public final class ReinforcementTraining implements PolicyTraining {
    /** Tokens of one pass with gradient; bounds the memory of the graph, not the result. */
    private static final int TOKENS_PER_PASS = 2048;

    private final ReinforcementSettings settings;
    private final LearningRule rule;
    private final Policy policy;
    private final Policy pretrained;
    private final Adam adam;
    private final ParallelGradient parallel;
    private final List<Policy> owned;

    /**
     * Learns in the calling thread. The policies stay the caller's.
     *
     * @param policy learns in place
     * @param pretrained where the KL penalty is measured from
     */
    public ReinforcementTraining(ReinforcementSettings settings, Policy policy, Policy pretrained) {
        this(settings, policy, pretrained, 1);
    }

    /**
     * Learns in several threads. The policies stay the caller's.
     *
     * @param policy learns in place
     * @param pretrained where the KL penalty is measured from
     * @param threads the last digits of what is learned depend on how many there are
     */
    public ReinforcementTraining(
            ReinforcementSettings settings, Policy policy, Policy pretrained, int threads) {
        this(settings, policy, pretrained, threads, List.of());
    }

    /** @param owned policies that are freed when this is closed */
    private ReinforcementTraining(
            ReinforcementSettings settings,
            Policy policy,
            Policy pretrained,
            int threads,
            List<Policy> owned) {
        this.settings = settings;
        this.rule = settings.algorithm().rule(settings);
        this.owned = owned;
        this.policy = policy;
        this.pretrained = pretrained;
        adam = new Adam(policy.parameters().asMap(), policy.parameters().manager());
        parallel = new ParallelGradient(
                policy, threads, policy.parameters().asMap().keySet());
    }

    /** Loads policies of their files, and frees them when it is closed. */
    public static PolicyTraining.Loader loader(
            ReinforcementSettings settings, Constraints constraints, Device device, int threads) {
        return (weights, start) -> {
            Policy pretrained = Policy.of(start, device).under(constraints);
            Policy policy = Policy.of(weights, device).under(constraints);
            return new ReinforcementTraining(
                    settings, policy, pretrained, threads, List.of(policy, pretrained));
        };
    }

    @Override
    public int sitesMax() {
        return policy.config().sitesMax();
    }

    @Override
    public boolean allows(Crystal crystal) {
        return policy.allows(crystal);
    }

    @Override
    public SafeTensors weights() {
        return policy.toSafeTensors();
    }

    @Override
    public SafeTensors checkpoint(Map<String, String> metadata) {
        return TrainingCheckpoint.of(policy, adam, metadata);
    }

    @Override
    public double[] baseline() {
        return rule.baseline();
    }

    @Override
    public void restore(SafeTensors checkpoint, double[] baseline) {
        TrainingCheckpoint.restore(checkpoint, adam);
        rule.restore(baseline);
    }

    @Override
    public void close() {
        parallel.close();
        adam.close();
        owned.forEach(Policy::close);
    }

    @Override
    public Densities densities(List<Experience> batch) {
        List<Crystal> crystals = crystals(batch);
        return new Densities(totals(policy, crystals), totals(pretrained, crystals));
    }

    @Override
    public double[] excess(List<Experience> window) {
        return rule.excess(window);
    }

    @Override
    public Diagnostics update(Lesson lesson) {
        List<Experience> batch = lesson.batch();
        Densities densities = lesson.densities();
        List<Crystal> crystals = crystals(batch);
        double[] proximal = densities.proximal();
        double[] weights =
                ClippedSurrogate.importanceWeights(batch, proximal, settings.importanceWeightMax());
        double kl = 0;
        double weightSum = 0;
        for (int i = 0; i < weights.length; i++) {
            kl += proximal[i] - densities.reference()[i];
            weightSum += weights[i];
        }
        LearningRule.Surrogate surrogate = rule.surrogate(batch, excess(lesson), densities);
        rule.count(lesson.window());
        List<Crystal> elites = withDensity(lesson.elites());
        double normSum = 0;
        for (int epoch = 0; epoch < settings.epochs(); epoch++) {
            surrogate.beginStep(epoch == 0 ? () -> proximal : () -> totals(policy, crystals));
            accumulateGradient(crystals, 1, surrogate::of);
            accumulateGradient(elites, settings.elite().weight(), (logProb, places) -> logProb);
            normSum += adam.step(settings.learningRate(), settings.gradientNormMax(), 0);
        }
        return new Diagnostics(
                kl / batch.size(),
                surrogate.clipFraction(),
                weightSum / batch.size(),
                normSum / settings.epochs());
    }

    /**
     * Returns what the batch's rewards exceed, and the pull on it: in the rewards' unit, and
     * without a mean, so that a batch is not pushed away as a whole.
     */
    private double[] excess(Lesson lesson) {
        double[] ofWindow = rule.excess(lesson.window());
        double[] excess =
                Arrays.stream(lesson.chosen()).mapToDouble(i -> ofWindow[i]).toArray();
        double spread =
                Math.sqrt(Arrays.stream(excess).map(x -> x * x).average().orElse(0));
        double mean = Arrays.stream(lesson.pull()).average().orElse(0);
        for (int i = 0; i < excess.length; i++) {
            excess[i] += spread * (lesson.pull()[i] - mean);
        }
        return excess;
    }

    private static List<Crystal> crystals(List<Experience> batch) {
        return batch.stream().map(Experience::crystal).toList();
    }

    private double[] totals(Policy of, List<Crystal> crystals) {
        List<int[]> shares = shares(crystals);
        double[] totals = new double[crystals.size()];
        parallel.sideBySide(shares.size(), share -> {
            int[] members = shares.get(share);
            try (GradientMode ignored = GradientMode.off()) {
                List<LogProb> logProbs = of.logProb(each(members, crystals));
                for (int i = 0; i < members.length; i++) {
                    totals[members[i]] = logProbs.get(i).total();
                }
            }
            return members;
        });
        return totals;
    }

    /** Returns the crystals with a finite density: another one would spoil every weight. */
    private List<Crystal> withDensity(List<Crystal> crystals) {
        double[] logProb = totals(policy, crystals);
        return IntStream.range(0, logProb.length)
                .filter(i -> Double.isFinite(logProb[i]))
                .mapToObj(crystals::get)
                .toList();
    }

    /**
     * Adds a gradient, for a step downhill.
     *
     * @param crystals may be none
     * @param weight of the mean that is to be raised
     * @param value of some crystals, by their log-densities and their places
     */
    private void accumulateGradient(
            List<Crystal> crystals, double weight, BiFunction<NDArray, int[], NDArray> value) {
        List<int[]> shares = shares(crystals);
        parallel.accumulate(shares.size(), (replica, share) -> {
            int[] members = shares.get(share);
            double[] sum = {0};
            replica.forEachLogProb(
                    each(members, crystals), TOKENS_PER_PASS, Dropout.NONE, (logProb, indices) -> {
                        int[] places =
                                Arrays.stream(indices).map(i -> members[i]).toArray();
                        NDArray some = value.apply(logProb, places).sum();
                        sum[0] += some.getFloat();
                        Backward.accumulate(Scalars.scale(some, -weight / crystals.size()));
                    });
            return sum[0];
        });
    }

    /** Deals out crystals to the threads in order of their length, so that all have as much. */
    private List<int[]> shares(List<Crystal> crystals) {
        int shares = Math.max(1, Math.min(parallel.shares(), crystals.size()));
        int[] byLength = IntStream.range(0, crystals.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> crystals.get(i).sites().size()))
                .mapToInt(Integer::intValue)
                .toArray();
        return IntStream.range(0, shares)
                .mapToObj(share -> IntStream.range(0, byLength.length)
                        .filter(place -> place % shares == share)
                        .map(place -> byLength[place])
                        .sorted()
                        .toArray())
                .toList();
    }

    private static List<Crystal> each(int[] indices, List<Crystal> crystals) {
        return Arrays.stream(indices).mapToObj(crystals::get).toList();
    }
}
