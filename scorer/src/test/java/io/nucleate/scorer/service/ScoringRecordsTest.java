package io.nucleate.scorer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nucleate.energy.hull.HullGuards;
import io.nucleate.energy.property.Property;
import io.nucleate.energy.relaxation.Optimizer;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.reward.FomReward;
import io.nucleate.reward.Gates;
import io.nucleate.reward.HullTrust;
import io.nucleate.reward.RewardSettings;
import io.nucleate.reward.Rewards;
import io.nucleate.reward.StabilityWeight;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunEhull;
import io.nucleate.schemas.RunScoring;
import io.nucleate.schemas.RunSettings;
import io.nucleate.schemas.TestRuns;
import io.nucleate.scorer.Objective;
import io.nucleate.scorer.Pessimism;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Every setting of scores reaches the scorer. */
class ScoringRecordsTest {
    private static final String REWARD = "ehull + 0.2*target(band-gap, 1.4, 0.3) if density < 6";

    private static Objective with(String reward, Map<String, String> settings) {
        Run standard = Run.newBuilder(TestRuns.of("run"))
                .setReward(reward)
                .setScoring(ScoringRecords.standard())
                .build();
        Run run = RunSettings.with(standard, settings);
        return ScoringRecords.objective(run);
    }

    @Test
    void withoutAnySettingTheDefaultsHold() {
        Objective objective = with(REWARD, Map.of());
        assertThat(objective)
                .isEqualTo(new Objective(
                        Gates.DEFAULT,
                        Optional.of(new RelaxationSettings(0.05, 5)),
                        RelaxationSettings.DEFAULT,
                        Rewards.of(REWARD, RewardSettings.DEFAULT),
                        Set.of(Property.BAND_GAP),
                        0.02,
                        Optional.empty(),
                        false));
    }

    @Test
    void everySettingOfRewardsIsRead() {
        Objective objective = with(
                REWARD,
                Map.of(
                        "scoring.ehull.capEvPerAtom", "1",
                        "scoring.ehull.phasesPerFurtherElement", "2",
                        "scoring.ehull.belowHullMaxEvPerAtom", "0.25",
                        "scoring.stability.allBelowEvPerAtom", "0.05",
                        "scoring.stability.nothingAboveEvPerAtom", "0.5",
                        "scoring.fom.unitEv", "5",
                        "scoring.fom.capEv", "40",
                        "scoring.targetCap", "4",
                        "scoring.deviations", "2"));
        RewardSettings expected = new RewardSettings(
                1,
                new HullTrust(new HullGuards(2, 0.25), HullTrust.Implausible.WORST, 1),
                new StabilityWeight(0.05, 0.5),
                new FomReward.Settings(5, 40),
                4,
                2);
        assertThat(objective.reward()).isEqualTo(Rewards.of(REWARD, expected));
    }

    @Test
    void gatesRelaxationPropertiesAndDeterminismAreRead() {
        Objective objective = with(
                "ehull",
                Map.of(
                        "scoring.gates.atomsMax", "10",
                        "scoring.gates.distanceMinAngstrom", "0.9",
                        "scoring.gates.distanceOverRadiiMin", "0.8",
                        "scoring.gates.volumePerAtomMinAngstrom3", "5",
                        "scoring.gates.volumePerAtomMaxAngstrom3", "100",
                        "scoring.relaxation.stepsMax", "20",
                        "scoring.relaxation.forceMaxEvPerAngstrom", "0.1",
                        "scoring.properties", "dielectric",
                        "scoring.auditShare", "0.1",
                        "deterministic", "true"));
        assertThat(objective.gates()).isEqualTo(new Gates(10, 0.9, 0.8, 5, 100));
        assertThat(objective.relaxation()).contains(new RelaxationSettings(0.1, 20));
        assertThat(objective.properties()).isEqualTo(Set.of(Property.DIELECTRIC_ELECTRONIC));
        assertThat(objective.auditShare()).isEqualTo(0.1);
        assertThat(objective.oneByOne()).isTrue();
    }

    @Test
    void trustInEnergiesIsRead() {
        Objective objective = with(
                "ehull",
                Map.of("scoring.ehull.belowHull", "abstain", "scoring.ehull.ignorance", "1.5"));
        HullTrust expected =
                new HullTrust(new HullGuards(1, 0.1), HullTrust.Implausible.ABSTAIN, 1.5);
        assertThat(objective.reward())
                .isEqualTo(Rewards.of("ehull", RewardSettings.DEFAULT.with(expected)));
    }

    /** Fields that a record lacks have the defaults of the schema, which are not those of today. */
    @Test
    void runsOfEarlierReleasesAreScoredAsTheyWere() {
        Run former = Run.newBuilder(TestRuns.of("run"))
                .setScoring(RunScoring.newBuilder(ScoringRecords.standard())
                        .setEhull(RunEhull.newBuilder()
                                .setCapEvPerAtom(2)
                                .setPhasesPerFurtherElement(1)
                                .setBelowHullMaxEvPerAtom(0.5)
                                .build())
                        .build())
                .build();
        assertThat(ScoringRecords.objective(former).reward())
                .isEqualTo(Rewards.of("ehull", RewardSettings.DEFAULT.with(HullTrust.PLAIN)));
    }

    @Test
    void relaxationsCanEndEarly() {
        Objective objective = with(
                "ehull",
                Map.of(
                        "scoring.relaxation.stepsMax", "20",
                        "scoring.relaxation.descentMinEvPerAtom", "0.002"));
        assertThat(objective.relaxation())
                .contains(new RelaxationSettings(0.05, 0.002, 20, Optimizer.LBFGS));
        assertThat(objective.substitutedRelaxation())
                .isEqualTo(new RelaxationSettings(0.05, 0.002, 500, Optimizer.LBFGS));
    }

    @Test
    void theSecondPotentialIsRead() {
        Map<String, String> settings = Map.of(
                "scoring.pessimistic", "true",
                "scoring.pessimisticBelowEvPerAtom", "0.2",
                "scoring.secondPotential", "other-2");
        assertThat(with("ehull", settings).pessimism()).contains(new Pessimism("other-2", 0.2));
        assertThatThrownBy(() -> with("ehull", Map.of("scoring.pessimistic", "true")))
                .hasMessageContaining("needs scoring.secondPotential");
        assertThatThrownBy(() -> with(
                        "ehull",
                        Map.of(
                                "scoring.pessimistic", "true",
                                "potential", "other-2",
                                "scoring.secondPotential", "other-2")))
                .hasMessageContaining("is the potential of the run, other-2");
        assertThatThrownBy(() -> with(
                        "ehull",
                        Map.of(
                                "scoring.pessimistic", "true",
                                "scoring.secondPotential", "other-2",
                                "scoring.pessimisticBelowEvPerAtom", "NaN")))
                .hasMessageContaining("scoring.pessimisticBelowEvPerAtom");
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> with("ehull", Map.of("scoring.ehull.belowHull", "best")))
                .hasMessageContainingAll("scoring.ehull.belowHull", "'best'", "worst, abstain");
        assertThatThrownBy(() -> with("ehull", Map.of("scoring.ehull.ignorance", "-1")))
                .hasMessageContaining("scoring.ehull.ignorance");
        assertThatThrownBy(() -> with("hardness", Map.of())).hasMessageContaining("hardness");
        assertThatThrownBy(() -> with("ehull", Map.of("scoring.gates.atomsMax", "0")))
                .hasMessageContaining("0 atoms");
        assertThatThrownBy(() -> with("ehull", Map.of("scoring.properties", "colour")))
                .hasMessageContaining("colour");
    }
}
