package io.nucleate.scorer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.schemas.JudgementRecord;
import io.nucleate.schemas.Scored;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Map;

class NotFiniteTest {
    private static Scored.Builder score() {
        return Scored.newBuilder()
                .setCandidate(Candidates.rockSalt(1, "Na", "Cl"))
                .setFormula("NaCl")
                .setEnergyEvPerAtom(-3.4)
                .setReward(-0.1)
                .setRewardTerms(Map.of("ehull", -0.1))
                .setRewardName("ehull")
                .setPotential("flat-1")
                .setHullReference("test@1")
                .setScorer("scorer")
                .setScoredAt(Instant.EPOCH);
    }

    @Test
    void aScoreOfNumbersPasses() {
        assertThat(NotFinite.in(score().build())).isEmpty();
    }

    @Test
    void theFieldIsNamed() {
        assertThat(NotFinite.in(score().setBandGapEv(Double.NaN).build()))
                .contains("bandGapEv is NaN");
    }

    @Test
    void numbersInsideMapsAndRecordsAreFound() {
        assertThat(NotFinite.in(score().setRewardTerms(Map.of("force", Double.NEGATIVE_INFINITY))
                        .build()))
                .contains("rewardTerms.force is -Infinity");
        assertThat(NotFinite.in(
                        score().setJudgement(new JudgementRecord("other-1", -3.0, Double.NaN))
                                .build()))
                .contains("judgement.energyAboveHullEvPerAtom is NaN");
    }
}
