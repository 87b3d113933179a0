package io.nucleate.reward;

/**
 * The settings of rewards that are not part of their expression.
 *
 * @param ehullCapEvPerAtom cap of {@link EhullReward}
 * @param trust how far an energy above the hull is trusted
 * @param stability weight of rewards for other things than stability
 * @param fom scale of {@link FomReward}
 * @param targetCap distance from a target, in scales of its quantity, from which on crystals get
 *     the worst value
 * @param deviations half width of the interval of an estimate, in standard deviations
 */
public record RewardSettings(
        double ehullCapEvPerAtom,
        HullTrust trust,
        StabilityWeight stability,
        FomReward.Settings fom,
        double targetCap,
        double deviations) {
    public static final RewardSettings DEFAULT = new RewardSettings(
            2, HullTrust.DEFAULT, StabilityWeight.DEFAULT, FomReward.Settings.DEFAULT, 3, 1);

    /** Returns these settings with another trust in energies above the hull. */
    public RewardSettings with(HullTrust other) {
        return new RewardSettings(ehullCapEvPerAtom, other, stability, fom, targetCap, deviations);
    }

    public RewardSettings {
        if (!(deviations >= 0) || !(targetCap > 0)) {
            throw new IllegalArgumentException(
                    "the cap of targets must be positive and deviations not negative, not "
                            + targetCap + " and " + deviations);
        }
    }
}
