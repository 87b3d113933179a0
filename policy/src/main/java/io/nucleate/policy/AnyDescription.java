package io.nucleate.policy;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.description.EquivalentDescriptions;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Estimates the density of a crystal over all its equivalent descriptions: the sum of the policy's
 * density over all of them, estimated from some. The density of one description depends on which
 * one a file happens to give; this sum does not. So it compares policies that were trained on
 * different choices.
 */
public final class AnyDescription {
    private AnyDescription() {}

    /**
     * Returns the logarithm of the estimate from {@code draws} drawn descriptions of each crystal.
     * The estimate of the density has no bias. But if a policy puts its density on few descriptions
     * and these are not drawn, it seems worse than it is.
     *
     * @return one for each crystal, in nats
     */
    public static double[] logProb(
            Policy policy, List<Crystal> crystals, int draws, RandomGenerator random) {
        List<Crystal> descriptions = new ArrayList<>(crystals.size() * draws);
        for (Crystal crystal : crystals) {
            for (int i = 0; i < draws; i++) {
                descriptions.add(EquivalentDescriptions.draw(crystal, random));
            }
        }
        List<LogProb> drawn = policy.logProb(descriptions);
        double[] result = new double[crystals.size()];
        double[] terms = new double[draws];
        for (int i = 0; i < result.length; i++) {
            for (int j = 0; j < draws; j++) {
                terms[j] = drawn.get(i * draws + j).total();
            }
            result[i] = EquivalentDescriptions.logCount(crystals.get(i))
                    - Math.log(draws)
                    + Mixtures.logSumExp(terms);
        }
        return result;
    }
}
