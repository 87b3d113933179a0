package io.nucleate.reward;

import java.util.Optional;

/**
 * A reward for dielectrics: the figure of merit, which is the electronic dielectric constant times
 * the band gap, as in CrystalFormer-RL (arXiv 2504.02367). A material with a large gap usually has
 * a small dielectric constant, so both are hard to have. The product is that of the lower bounds of
 * the two estimates.
 *
 * @param deviations distance from an estimate to its lower bound, in standard deviations
 */
public record FomReward(Settings settings, double deviations) implements Reward {
    static final String NAME = "fom";

    /**
     * The scale of the figure of merit.
     *
     * @param unitEv product that is worth 1; it is chosen so that this reward is about as large as
     *     the others
     * @param capEv product from which on the reward no longer grows. By Moss's relation, dielectric
     *     constant² times gap ≈ 95 eV (physica status solidi b 131, 415, 1985), the product is 29
     *     eV for a gap of 9 eV, and few materials have a wider gap
     */
    public record Settings(double unitEv, double capEv) {
        public static final Settings DEFAULT = new Settings(10, 30);

        /** @throws IllegalArgumentException if one of the numbers is not positive */
        public Settings {
            if (!(unitEv > 0) || !(capEv > 0)) {
                throw new IllegalArgumentException("unit and cap of fom must be positive, not "
                        + unitEv + " and " + capEv + " eV");
            }
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double worst() {
        return 0;
    }

    @Override
    public double best() {
        return settings.capEv() / settings.unitEv();
    }

    @Override
    public Needs needs() {
        return Quantity.BAND_GAP.needs().and(Quantity.DIELECTRIC.needs());
    }

    @Override
    public RewardValue of(Evidence evidence) {
        Optional<Interval> gap = Quantity.BAND_GAP.of(evidence.energetics(), deviations);
        Optional<Interval> dielectric = Quantity.DIELECTRIC.of(evidence.energetics(), deviations);
        if (gap.isEmpty() || dielectric.isEmpty()) {
            return RewardValue.abstain(
                    (gap.isEmpty() ? Quantity.BAND_GAP : Quantity.DIELECTRIC).unknown());
        }
        double productEv =
                Math.max(0, gap.get().low()) * Math.max(0, dielectric.get().low());
        return RewardValue.of(NAME, Math.min(productEv, settings.capEv()) / settings.unitEv());
    }
}
