package io.nucleate.scorer.reward;

import io.nucleate.energy.Energetics;

import java.util.Optional;

/**
 * Figure of merit of a dielectric: electronic dielectric constant times band gap, two wishes that
 * exclude each other, as in CrystalFormer-RL (arXiv 2504.02367), here of the lower bounds of both.
 *
 * @param deviations standard deviations from an estimate to its bound
 */
public record FomReward(Settings settings, double deviations) implements Reward {
    static final String NAME = "fom";

    /**
     * @param unitEv a product of so much is worth 1, so that it weighs about as much as the other
     *     rewards
     * @param capEv a greater product is worth no more. Moss's relation, dielectric constant² times
     *     gap ≈ 95 eV (physica status solidi b 131, 415, 1985), makes 29 eV at a gap of 9 eV, about
     *     the widest there are
     */
    public record Settings(double unitEv, double capEv) {
        public static final Settings DEFAULT = new Settings(10, 30);

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
    public RewardValue of(Energetics energetics) {
        Optional<Interval> gap = Quantity.BAND_GAP.of(energetics, deviations);
        Optional<Interval> dielectric = Quantity.DIELECTRIC.of(energetics, deviations);
        if (gap.isEmpty() || dielectric.isEmpty()) {
            return RewardValue.abstain(
                    (gap.isEmpty() ? Quantity.BAND_GAP : Quantity.DIELECTRIC).unknown());
        }
        double productEv =
                Math.max(0, gap.get().low()) * Math.max(0, dielectric.get().low());
        return RewardValue.of(NAME, Math.min(productEv, settings.capEv()) / settings.unitEv());
    }
}
