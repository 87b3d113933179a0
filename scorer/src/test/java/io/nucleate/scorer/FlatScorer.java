package io.nucleate.scorer;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Result;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.FlatPotential;
import io.nucleate.energy.Judge;
import io.nucleate.energy.hull.ConvexHull;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.reward.Gates;
import io.nucleate.reward.HullTrust;
import io.nucleate.reward.Reward;
import io.nucleate.reward.RewardSettings;
import io.nucleate.reward.Rewards;
import io.nucleate.scorer.service.Objectives;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A scorer for tests, with what all runs ask of it. If not stated otherwise, it uses the hull
 * {@link FlatPotential#hull()} and the reward {@code ehull}.
 */
public record FlatScorer(CrystalScorer scorer, Objective objective) {
    /** Few phases support the hull of these tests, and their rewards are plain energies. */
    private static final Reward EHULL =
            Rewards.of("ehull", RewardSettings.DEFAULT.with(HullTrust.PLAIN));

    /** Scores every run by {@code ehull}. */
    public static final Objectives BY_EHULL =
            run -> Result.success(Objective.of(Gates.DEFAULT, EHULL));

    public static FlatScorer of(FlatPotential potential) {
        return of(potential, EHULL);
    }

    public static FlatScorer of(FlatPotential potential, Reward reward) {
        return of(potential.calculator(), Objective.of(Gates.DEFAULT, reward));
    }

    public static FlatScorer of(FlatPotential potential, Supplier<ConvexHull> hull) {
        return of(potential.calculator(hull), Objective.of(Gates.DEFAULT, EHULL));
    }

    /** Makes a scorer that relaxes. A flat potential has no forces, so crystals do not change. */
    public static FlatScorer of(FlatPotential potential, RelaxationSettings relaxation) {
        return of(potential.calculator(), relaxing(Gates.DEFAULT, relaxation));
    }

    public static FlatScorer of(EnergyCalculator calculator, Objective objective) {
        return new FlatScorer(new CrystalScorer(calculator), objective);
    }

    /** Returns an objective with relaxation. */
    public static Objective relaxing(Gates gates, RelaxationSettings relaxation) {
        return new Objective(
                gates,
                Optional.of(relaxation),
                relaxation,
                EHULL,
                Set.of(),
                0,
                Optional.empty(),
                false);
    }

    public FlatScorer withKnown(KnownCrystals known) {
        return new FlatScorer(scorer.withKnown(known), objective);
    }

    public FlatScorer withJudge(Judge judge) {
        return new FlatScorer(scorer.withJudge(judge), objective);
    }

    public List<Result<Score>> score(List<Crystal> crystals) {
        return scorer.score(crystals, objective);
    }

    /** Returns the same objective for every run. */
    public Objectives objectives() {
        return run -> Result.success(objective);
    }
}
