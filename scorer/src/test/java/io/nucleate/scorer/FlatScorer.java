package io.nucleate.scorer;

import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.FlatPotential;
import io.nucleate.energy.hull.ConvexHull;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.scorer.reward.Gates;
import io.nucleate.scorer.reward.Reward;
import io.nucleate.scorer.reward.RewardSettings;
import io.nucleate.scorer.reward.Rewards;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes scorers for tests. If not stated otherwise, they use the hull {@link FlatPotential#hull()}
 * and the reward {@code ehull}.
 */
public final class FlatScorer {
    private static final Reward EHULL = Rewards.of("ehull", RewardSettings.DEFAULT);

    private FlatScorer() {}

    public static CrystalScorer of(FlatPotential potential) {
        return of(potential, EHULL);
    }

    public static CrystalScorer of(FlatPotential potential, Reward reward) {
        return scorer(potential.calculator(), Optional.empty(), reward);
    }

    public static CrystalScorer of(FlatPotential potential, Supplier<ConvexHull> hull) {
        return scorer(potential.calculator(hull), Optional.empty(), EHULL);
    }

    /** Makes a scorer that relaxes. A flat potential has no forces, so crystals do not change. */
    public static CrystalScorer of(FlatPotential potential, RelaxationSettings relaxation) {
        return scorer(potential.calculator(), Optional.of(relaxation), EHULL);
    }

    private static CrystalScorer scorer(
            EnergyCalculator calculator, Optional<RelaxationSettings> relaxation, Reward reward) {
        return new CrystalScorer(Gates.DEFAULT, calculator, relaxation, reward);
    }
}
