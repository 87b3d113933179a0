package io.nucleate.scorer.reward;

import io.nucleate.energy.hull.HullGuards;

/**
 * The settings of rewards that are not part of their expression.
 *
 * @param ehullCapEvPerAtom cap of {@link EhullReward}
 * @param hullGuards bounds within which an energy above the hull can be trusted
 * @param stability weight of rewards for other things than stability
 * @param fom scale of {@link FomReward}
 * @param targetCap distance from a target, in scales of its quantity, from which on crystals get
 *     the worst value
 * @param deviations half width of the interval of an estimate, in standard deviations
 */
public record RewardSettings(
        double ehullCapEvPerAtom,
        HullGuards hullGuards,
        StabilityWeight stability,
        FomReward.Settings fom,
        double targetCap,
        double deviations) {
    public static final RewardSettings DEFAULT = new RewardSettings(
            2, HullGuards.DEFAULT, StabilityWeight.DEFAULT, FomReward.Settings.DEFAULT, 3, 1);

    public RewardSettings {
        if (!(deviations >= 0) || !(targetCap > 0)) {
            throw new IllegalArgumentException(
                    "the cap of targets must be positive and deviations not negative, not "
                            + targetCap + " and " + deviations);
        }
    }
}
