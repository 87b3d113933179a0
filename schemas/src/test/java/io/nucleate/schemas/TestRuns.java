package io.nucleate.schemas;

import java.time.Instant;
import java.util.List;

/** Records of runs for tests, here and in other modules. */
public final class TestRuns {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    static {
        TrustedRecords.trust();
    }

    private TestRuns() {}

    /** Makes the record of a running run with every field set. */
    public static Run of(String id) {
        return new Run(
                id,
                RunStatus.RUNNING,
                "ehull",
                "",
                42L,
                false,
                new RunSampling(1.0, 1.0, null, null, null, 1.0, 64, 320, List.of("policy"), 0.05),
                new RunLearning(
                        "nucleate",
                        128,
                        3,
                        3e-4,
                        0.2,
                        1.0,
                        0.05,
                        4,
                        2.0,
                        0.99,
                        10.0,
                        new RunRepeats(2000, 0.5),
                        0,
                        "variance",
                        new RunElite(0, 0.1, 0.1),
                        "none",
                        0.0,
                        0.0,
                        5.0),
                new RunScoring(
                        new RunGates(100, 0.5, 0.5, 4.0, 150.0),
                        new RunRelaxation(0, 0.05, 0.0, 500),
                        new RunEhull(2.0, 1.0, 0.5, "abstain", 0.0),
                        new RunStability(0.1, 0.3),
                        new RunFom(10.0, 30.0),
                        3.0,
                        1.0,
                        0.0,
                        false,
                        0.1,
                        "",
                        List.of()),
                "chgnet-0.3.0",
                "table-0123456789ab",
                "00",
                "0.3.0",
                NOW,
                NOW);
    }
}
