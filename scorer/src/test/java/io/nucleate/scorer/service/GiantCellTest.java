package io.nucleate.scorer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nucleate.crystal.Result;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.hull.ConvexHull;
import io.nucleate.energy.hull.ElementalReferences;
import io.nucleate.energy.hull.HullReference;
import io.nucleate.energy.potential.Potentials;
import io.nucleate.reward.Gates;
import io.nucleate.reward.RewardSettings;
import io.nucleate.reward.Rewards;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CrystalRecord;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.SiteRecord;
import io.nucleate.scorer.CrystalScorer;
import io.nucleate.scorer.KnownCrystals;
import io.nucleate.scorer.Objective;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Tests a cell that would take gigabytes in the real potential. A gate and a bound of the potential
 * stop it before the memory is allocated.
 */
class GiantCellTest {
    private static final int ATOMS_PER_EDGE = 14;
    private static final double SPACING_ANGSTROM = 2.5;

    /** Returns rock salt without its symmetry, with 2,744 atoms. */
    private static Candidate giant() {
        double edge = ATOMS_PER_EDGE * SPACING_ANGSTROM;
        List<SiteRecord> sites = new ArrayList<>();
        for (int i = 0; i < ATOMS_PER_EDGE; i++) {
            for (int j = 0; j < ATOMS_PER_EDGE; j++) {
                for (int k = 0; k < ATOMS_PER_EDGE; k++) {
                    double n = ATOMS_PER_EDGE;
                    sites.add(new SiteRecord(
                            (i + j + k) % 2 == 0 ? "Na" : "Cl", "a", i / n, j / n, k / n));
                }
            }
        }
        return Candidates.of(
                9, new CrystalRecord(1, List.of(edge, edge, edge, 90.0, 90.0, 90.0), sites));
    }

    private static List<Outcome> decide(Gates gates) throws IOException {
        EnergyCalculator calculator = new EnergyCalculator(
                Potentials.load("chgnet", "cpu"),
                ElementalReferences.named("chgnet"),
                new ConvexHull(HullReference.shipped()));
        Objective objective = Objective.of(gates, Rewards.of("ehull", RewardSettings.DEFAULT));
        try (CrystalScorer scorer = new CrystalScorer(calculator)) {
            CandidateHandler handler = new CandidateHandler(
                    scorer,
                    run -> Result.success(objective),
                    Candidates.SERDE,
                    new ScoreRecords("scorer", scorer, KnownCrystals.NONE),
                    InstantSource.system(),
                    new ScorerMeters(new SimpleMeterRegistry()),
                    Discoveries.NONE);
            return handler.decide(List.of(
                    Candidates.delivery(giant(), 1),
                    Candidates.delivery(Candidates.rockSalt(1, "Na", "Cl"), 1)));
        }
    }

    @Test
    void theGateStopsItBeforeThePotential() throws IOException {
        Scored scored = ((Outcome.Publish) decide(Gates.DEFAULT).get(0)).scored();
        assertThat(scored.getGates()).containsExactly(Gates.TOO_MANY_ATOMS);
        assertThat(scored.getReward()).isEqualTo(-2);
    }

    @Test
    void withoutTheGateThePotentialRefusesItAndEvaluatesTheOthers() throws IOException {
        Gates open = new Gates(1_000_000, 0.7, 0.6, 4, 150);
        List<Outcome> outcomes = decide(open);
        Rejected rejected = ((Outcome.DeadLetter) outcomes.get(0)).rejected();
        assertThat(rejected.getReason()).isEqualTo("unpriceable");
        assertThat(rejected.getDetail()).contains("2744 atoms").contains("more than");
        assertThat(outcomes.get(1)).isInstanceOf(Outcome.Publish.class);
    }
}
