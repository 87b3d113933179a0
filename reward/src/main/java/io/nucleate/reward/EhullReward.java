package io.nucleate.reward;

/**
 * A reward for stability: minus the energy above the hull in eV per atom, as in CrystalFormer-RL
 * (arXiv 2504.02367). It lies between minus a cap and 0.
 *
 * @param capEvPerAtom energy above the hull from which on all crystals get the worst value. With a
 *     low cap, a policy whose crystals all lie above it sees no differences to learn from
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
    public RewardValue of(Evidence evidence) {
        // All crystals below the hull get 0. How far below it a crystal lies depends more on the
        // gaps of the hull than on the crystal.
        return RewardValue.of(
                NAME,
                -Math.min(
                        Math.max(evidence.energetics().energyAboveHullEvPerAtom(), 0),
                        capEvPerAtom));
    }
}
