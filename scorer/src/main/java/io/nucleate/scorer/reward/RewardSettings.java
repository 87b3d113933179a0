package io.nucleate.scorer.reward;

import io.nucleate.energy.hull.HullGuards;

/**
 * What rewards go by besides their expression.
 *
 * @param ehullCapEvPerAtom see {@link EhullReward}
 * @param targetCap missing a target by so many scales or more is worth the least
 * @param deviations standard deviations by which the bound that counts lies off a property's
 *     estimate
 */
public record RewardSettings(
        double ehullCapEvPerAtom,
        HullGuards hullGuards,
        Stability stability,
        FomReward.Settings fom,
        double targetCap,
        double deviations) {
    public static final RewardSettings DEFAULT = new RewardSettings(
            2, HullGuards.DEFAULT, Stability.DEFAULT, FomReward.Settings.DEFAULT, 3, 1);

    public RewardSettings {
        if (!(deviations >= 0) || !(targetCap > 0)) {
            throw new IllegalArgumentException(
                    "the cap of targets must be positive and deviations not negative, not "
                            + targetCap + " and " + deviations);
        }
    }
}
