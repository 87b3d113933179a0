package io.nucleate.scorer.reward;

import io.nucleate.scorer.price.Price;

/**
 * Stability: minus the energy above the hull in eV per atom, as in CrystalFormer-RL (arXiv 2504.02367), between minus a cap
 * and 0. It abstains where the number means nothing: on a sparse hull, and far below the hull.
 */
public record EhullReward(Settings settings) implements Reward {
    public static final String NAME = "ehull";
    public static final String SPARSE_REFERENCE = "sparse-reference";
    public static final String IMPLAUSIBLE_ENERGY = "implausible-energy";

    /**
     * @param capEvPerAtom crystals further above the hull are worth no less; a low cap hides the slope from a policy that
     *     is still far away
     * @param phasesPerFurtherElement a hull is sparse with fewer known phases than this for each element beyond the first;
     *     0 takes every hull
     * @param belowHullMaxEvPerAtom an energy further below the hull is taken for an error of the potential. Of the 27,090
     *     vertices of the shipped hull that the other vertices support well, 0.7 % lie more than 0.5 below these
     */
    public record Settings(double capEvPerAtom, double phasesPerFurtherElement, double belowHullMaxEvPerAtom) {
        public static final Settings DEFAULT = new Settings(2, 1, 0.5);

        public Settings {
            if (!(capEvPerAtom > 0) || !(phasesPerFurtherElement >= 0) || !(belowHullMaxEvPerAtom >= 0)) {
                throw new IllegalArgumentException("the cap must be positive, the other settings not negative: cap "
                        + capEvPerAtom + ", phases per further element " + phasesPerFurtherElement + ", below hull "
                        + belowHullMaxEvPerAtom);
            }
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double worst() {
        return -settings.capEvPerAtom();
    }

    @Override
    public RewardValue of(Price price) {
        int furtherElements = price.composition().elements().size() - 1;
        if (price.decomposition().knownPhases() < settings.phasesPerFurtherElement() * furtherElements) {
            return RewardValue.abstain(SPARSE_REFERENCE);
        }
        double energyAboveHull = price.energyAboveHullEv();
        if (energyAboveHull < -settings.belowHullMaxEvPerAtom()) {
            return RewardValue.abstain(IMPLAUSIBLE_ENERGY);
        }
        // Floored at 0: how far below an incomplete hull a crystal lies says more of the hull than of the crystal.
        return RewardValue.of(NAME, -Math.min(Math.max(energyAboveHull, 0), settings.capEvPerAtom()));
    }
}
