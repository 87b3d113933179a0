package io.nucleate.learner.service;

import io.nucleate.learner.reinforcement.ReinforcementSettings;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunEhull;
import io.nucleate.schemas.RunFom;
import io.nucleate.schemas.RunGates;
import io.nucleate.schemas.RunLearning;
import io.nucleate.schemas.RunRelaxation;
import io.nucleate.schemas.RunRepeats;
import io.nucleate.schemas.RunSampling;
import io.nucleate.schemas.RunScoring;
import io.nucleate.schemas.RunStability;
import io.nucleate.schemas.RunStatus;

import org.apache.commons.codec.digest.DigestUtils;

import java.time.Instant;
import java.util.List;

/** Makes records of runs for learners. */
final class TestRuns {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private TestRuns() {}

    static Run of(String id, ReinforcementSettings settings, byte[] weights) {
        return new Run(
                id,
                RunStatus.RUNNING,
                "ehull",
                "",
                7L,
                false,
                new RunSampling(1.0, 1.0, null, null, 1.0, 64, 320, List.of("policy"), 0.05),
                new RunLearning(
                        settings.batchSize(),
                        settings.epochs(),
                        settings.learningRate(),
                        settings.clip(),
                        settings.gradientNormMax(),
                        settings.klPenalty(),
                        settings.stalenessMax(),
                        settings.importanceWeightMax(),
                        settings.baselineDecay(),
                        settings.baselinePrior(),
                        new RunRepeats(settings.repeatsMemory(), settings.repeatsFactor())),
                new RunScoring(
                        new RunGates(100, 0.5, 0.5, 4.0, 150.0),
                        new RunRelaxation(0, 0.05, 500),
                        new RunEhull(2.0, 1.0, 0.5),
                        new RunStability(0.1, 0.3),
                        new RunFom(10.0, 30.0),
                        3.0,
                        1.0,
                        List.of()),
                "flat-1",
                "test@1",
                DigestUtils.sha256Hex(weights),
                "test",
                NOW,
                NOW);
    }
}
