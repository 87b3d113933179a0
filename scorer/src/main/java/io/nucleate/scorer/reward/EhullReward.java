package io.nucleate.scorer.reward;

import io.nucleate.energy.Energetics;

/**
 * Stability: minus the energy above the hull in eV per atom, as in CrystalFormer-RL (arXiv
 * 2504.02367), between minus a cap and 0.
 *
 * @param capEvPerAtom crystals further above the hull are worth no less; a low cap hides the slope
 *     from a policy that is still far away
 */
record EhullReward(double capEvPerAtom) implements Reward {
    static final String NAME = "ehull";

    EhullReward {
        if (!(capEvPerAtom > 0)) {
            throw new IllegalArgumentException(
                    "the cap of ehull must be positive, not " + capEvPerAtom + " eV/atom");
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double worst() {
        return -capEvPerAtom;
    }

    @Override
    public double best() {
        return 0;
    }

    @Override
    public Needs needs() {
        return Needs.ENERGY;
    }

    @Override
    public RewardValue of(Energetics energetics) {
        // Floored at 0: how far below an incomplete hull a crystal lies says more of the hull than
        // of the crystal.
        return RewardValue.of(
                NAME, -Math.min(Math.max(energetics.energyAboveHullEvPerAtom(), 0), capEvPerAtom));
    }
}
