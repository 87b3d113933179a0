package io.nucleate.scorer.reward;

import io.nucleate.energy.Energetics;

/**
 * Minus the distance of a quantity to what it should be, in units of a scale, down to a cap. The
 * distance is that of the worst value within the uncertainty.
 *
 * @param name how scores quote it
 * @param scale what missing it by so much costs one unit of reward, in the quantity's unit
 * @param cap a distance of so many scales or more is worth the least
 * @param deviations standard deviations from an estimate to the bounds of the uncertainty
 */
record TargetReward(
        String name,
        Quantity quantity,
        Aim aim,
        double value,
        double scale,
        double cap,
        double deviations)
        implements Reward {

    /** Where the quantity should be. */
    enum Aim {
        TARGET,
        AT_LEAST,
        AT_MOST;

        double distance(Interval interval, double value) {
            return switch (this) {
                case TARGET -> Math.max(interval.below(value), interval.above(value));
                case AT_LEAST -> interval.below(value);
                case AT_MOST -> interval.above(value);
            };
        }
    }

    TargetReward {
        if (!(scale > 0) || !(cap > 0) || !(deviations >= 0)) {
            throw new IllegalArgumentException(
                    "scale and cap of " + name + " must be positive, and deviations not negative: "
                            + scale + ", " + cap + ", " + deviations);
        }
    }

    @Override
    public double worst() {
        return -cap;
    }

    @Override
    public double best() {
        return 0;
    }

    @Override
    public Needs needs() {
        return quantity.needs();
    }

    @Override
    public RewardValue of(Energetics energetics) {
        return quantity.of(energetics, deviations)
                .map(interval ->
                        RewardValue.of(name, -Math.min(aim.distance(interval, value) / scale, cap)))
                .orElseGet(() -> RewardValue.abstain(quantity.unknown()));
    }
}
