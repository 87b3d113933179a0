package io.nucleate.scorer.service;

import io.nucleate.energy.FlatPotential;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunLearning;
import io.nucleate.schemas.RunRepeats;
import io.nucleate.schemas.RunSampling;
import io.nucleate.schemas.RunStatus;

import java.time.Instant;
import java.util.List;

/** Makes records of runs that a scorer with a {@link FlatPotential} can honour. */
final class TestRuns {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private TestRuns() {}

    static Run of(String id, String reward) {
        return new Run(
                id,
                RunStatus.RUNNING,
                reward,
                "",
                7L,
                false,
                new RunSampling(1.0, 1.0, null, null, 1.0, 64, 320, List.of("policy"), 0.05),
                new RunLearning(
                        128, 3, 3e-4, 0.2, 1.0, 0.05, 4, 2.0, 0.99, 10.0, new RunRepeats(10, 1.0)),
                ScoringRecords.standard(),
                "flat-1",
                FlatPotential.hull().reference().identity(),
                "00",
                "test",
                NOW,
                NOW);
    }
}
