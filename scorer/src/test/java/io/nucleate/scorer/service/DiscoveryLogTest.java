package io.nucleate.scorer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.Scored;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

class DiscoveryLogTest {
    private final DiscoveryLog log = new DiscoveryLog();

    @Test
    void onlyWhatIsNearTheHullAndPassedTheGuardsIsKept() {
        assertThat(log.of(scored(0, "Na", "Cl", null))).isEmpty();
        assertThat(log.of(scored(1, "Na", "Cl", 0.026))).isEmpty();
        assertThat(log.of(scored(2, "Na", "Cl", -0.5, "below-hull"))).isEmpty();
        assertThat(log.of(scored(3, "Na", "Cl", 0.025))).hasValueSatisfying(record -> {
            assertThat(record.topic()).isEqualTo("discoveries");
            assertThat(record.key()).isEqualTo("run/generator/3");
        });
    }

    @Test
    void aKindIsWrittenAgainOnlyAtLowerEnergy() {
        assertThat(log.of(scored(0, "Na", "Cl", 0.01))).isPresent();
        assertThat(log.of(scored(1, "Na", "Cl", 0.01))).isEmpty();
        assertThat(log.of(scored(2, "Na", "Cl", 0.02))).isEmpty();
        assertThat(log.of(scored(3, "K", "Cl", 0.02))).isPresent();
        assertThat(log.of(scored(4, "Na", "Cl", 0.009))).isPresent();
        Scored elsewhere = scored(5, "Na", "Cl", 0.02);
        elsewhere.getCandidate().getId().setRun("another");
        assertThat(log.of(elsewhere)).as("each run for itself").isPresent();
    }

    private static Scored scored(
            long sequence, String cation, String anion, Double energy, String... gates) {
        Candidate candidate = Candidates.rockSalt(sequence, cation, anion);
        return Scored.newBuilder()
                .setCandidate(candidate)
                .setFormula(cation + anion)
                .setEnergyAboveHullEvPerAtom(energy)
                .setRewardName("ehull")
                .setGates(List.of(gates))
                .setPotential("none")
                .setHullReference("none")
                .setScorer("scorer")
                .setScoredAt(Instant.EPOCH)
                .build();
    }
}
