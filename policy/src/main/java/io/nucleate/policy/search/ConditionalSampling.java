package io.nucleate.policy.search;

import io.nucleate.policy.Policy;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Draws from the conditional density of a policy, given its constraints.
 *
 * <p>A policy under constraints takes at each step only choices that leave a completion. It so
 * draws crystals with a density q that is higher than the conditional one where few choices were
 * left. Each draw comes with both densities; weighted by p / q, the draws stand for the conditional
 * density p(crystal | constraints) of the policy without constraints, and their mean weight
 * estimates the probability of the constraints (importance sampling). With a formula as the
 * constraint, the sum of the weights in a space group estimates P(space group | formula).
 */
public final class ConditionalSampling {
    /**
     * A draw with its weight.
     *
     * @param sample the crystal, with both densities
     * @param weight the weights of all draws add up to 1
     */
    public record Weighted(SampledCrystal sample, double weight) {}

    private ConditionalSampling() {}

    /**
     * Draws crystals, and weighs them.
     *
     * @param constrained policy under constraints
     * @param count number of draws
     * @param settings temperatures; with others than 1 the weights are those of another density
     */
    public static List<Weighted> draw(
            Policy constrained,
            int count,
            SamplingSettings settings,
            SplittableRandom random,
            int threads) {
        List<SampledCrystal> samples = constrained.sample(count, settings, random, threads);
        double[] logWeights = samples.stream()
                .mapToDouble(sample ->
                        sample.unconstrainedLogProb().total() - sample.logProb().total())
                .toArray();
        double max = Arrays.stream(logWeights).max().orElse(0);
        double sum =
                Arrays.stream(logWeights).map(weight -> Math.exp(weight - max)).sum();
        return IntStream.range(0, samples.size())
                .mapToObj(i -> new Weighted(samples.get(i), Math.exp(logWeights[i] - max) / sum))
                .toList();
    }
}
