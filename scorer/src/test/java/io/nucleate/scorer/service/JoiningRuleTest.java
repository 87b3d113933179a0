package io.nucleate.scorer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nucleate.energy.hull.HullGuards;
import io.nucleate.schemas.DiscoveredPhase;
import io.nucleate.schemas.JudgementRecord;
import io.nucleate.schemas.RelaxationSummary;
import io.nucleate.schemas.Scored;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

class JoiningRuleTest {
    private static final JoiningRule RULE =
            new JoiningRule(0.05, HullGuards.DEFAULT, false, false, "mp");

    /** Below the hull, with nothing against it. */
    private static Scored.Builder discovery() {
        return Scored.newBuilder()
                .setCandidate(Candidates.rockSalt(7, "Na", "Cl"))
                .setFormula("NaCl")
                .setEnergyEvPerAtom(-3.5)
                .setFormationEnergyEvPerAtom(-2.1)
                .setEnergyAboveHullEvPerAtom(-0.1)
                .setReferencePhases(1)
                .setReward(0.0)
                .setRewardName("ehull")
                .setPotential("flat-1")
                .setHullReference("test@1+3-01234567")
                .setScorer("scorer-7")
                .setScoredAt(Instant.parse("2026-11-22T12:00:01Z"));
    }

    private static RelaxationSummary relaxation(boolean converged) {
        return new RelaxationSummary(
                converged, 10, 0.01, 0.1, discovery().getCandidate().getCrystal());
    }

    private static boolean joins(Scored.Builder scored) {
        return RULE.discovery(scored.build()).isPresent();
    }

    @Test
    void aDiscoverySaysWhatItIsAndOnWhichScale() {
        Scored scored = discovery().build();
        assertThat(RULE.discovery(scored))
                .contains(new DiscoveredPhase(
                        scored.getCandidate().getId(),
                        "NaCl",
                        -2.1,
                        "mp",
                        "flat-1",
                        "test@1+3-01234567",
                        "scorer-7",
                        scored.getScoredAt()));
    }

    @Test
    void everyGuardKeepsAPhaseOut() {
        assertThat(joins(discovery().setEnergyAboveHullEvPerAtom(-0.04)))
                .as("within the error")
                .isFalse();
        assertThat(joins(discovery().setEnergyAboveHullEvPerAtom(-0.6)))
                .as("implausible")
                .isFalse();
        assertThat(joins(discovery().setEnergyAboveHullEvPerAtom(null)))
                .as("not priced")
                .isFalse();
        assertThat(joins(discovery().setGates(List.of("some-guard"))))
                .as("a guard fired")
                .isFalse();
        assertThat(joins(discovery().setReferencePhases(0))).as("sparse").isFalse();
        assertThat(joins(discovery().setFormula("Na"))).as("an element").isFalse();
        assertThat(joins(discovery().setFormula("NaKCl2").setReferencePhases(1)))
                .as("sparse ternary")
                .isFalse();
        assertThat(joins(discovery().setRelaxation(relaxation(false))))
                .as("not converged")
                .isFalse();
        assertThat(joins(discovery().setJudgement(new JudgementRecord("judge-1", -3.3, 0.02))))
                .as("the judge disagrees")
                .isFalse();
    }

    @Test
    void relaxedAndAgreedPhasesJoin() {
        assertThat(joins(discovery()
                        .setRelaxation(relaxation(true))
                        .setJudgement(new JudgementRecord("judge-1", -3.3, -0.02))))
                .isTrue();
        assertThat(joins(discovery().setFormula("NaKCl2").setReferencePhases(2)))
                .isTrue();
    }

    @Test
    void aRelaxationOrJudgementThatIsWantedMustBeThere() {
        JoiningRule relaxed = new JoiningRule(0.05, HullGuards.DEFAULT, true, false, "mp");
        assertThat(relaxed.discovery(discovery().build())).isEmpty();
        assertThat(relaxed.discovery(discovery().setRelaxation(relaxation(true)).build()))
                .isPresent();
        JoiningRule judged = new JoiningRule(0.05, HullGuards.DEFAULT, false, true, "mp");
        assertThat(judged.discovery(discovery().build())).isEmpty();
        assertThat(judged.discovery(discovery()
                        .setJudgement(new JudgementRecord("judge-1", -3.3, -0.02))
                        .build()))
                .isPresent();
    }

    @Test
    void boundsThatLetNothingInAreRefused() {
        assertThatThrownBy(() -> new JoiningRule(0.5, HullGuards.DEFAULT, false, false, "mp"))
                .hasMessageContaining("nucleate.scorer.living-hull-below-ev-per-atom");
    }
}
