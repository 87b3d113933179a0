package io.nucleate.reward;

/**
 * A reward for a quantity that is near a target, above a bound or below it. It is minus the
 * distance of the quantity from there, divided by a scale, and not less than minus a cap. The
 * distance is that of the worst number within the uncertainty.
 *
 * @param name expression of the reward, which scores quote
 * @param value the target or the bound, in the quantity's unit
 * @param scale distance that costs 1 unit of reward, in the quantity's unit
 * @param cap distance, divided by the scale, from which on crystals get the worst value
 * @param deviations half width of the interval of an estimate, in standard deviations
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

    /** The place where the quantity should be: at a target, above a bound or below it. */
    enum Aim {
        TARGET,
        AT_LEAST,
        AT_MOST;

        /** Returns how far the worst number of an interval lies from the aim. */
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
    public RewardValue of(Evidence evidence) {
        return quantity.of(evidence.energetics(), deviations)
                .map(interval ->
                        RewardValue.of(name, -Math.min(aim.distance(interval, value) / scale, cap)))
                .orElseGet(() -> RewardValue.abstain(quantity.unknown()));
    }
}
