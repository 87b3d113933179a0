package io.nucleate.schemas;

import java.time.Instant;
import java.util.List;

/** Records with every field set. */
final class Samples {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    static {
        TrustedRecords.trust();
    }

    private Samples() {}

    static Candidate candidate(long sequence) {
        CrystalRecord rockSalt = new CrystalRecord(
                225,
                List.of(5.64, 5.64, 5.64, 90.0, 90.0, 90.0),
                List.of(
                        new SiteRecord("Na", "a", 0.0, 0.0, 0.0),
                        new SiteRecord("Cl", "b", 0.5, 0.5, 0.5)));
        return Candidate.newBuilder()
                .setId(new CandidateId("run", "generator", sequence))
                .setPolicyVersion(3)
                .setBehaviourLogProb(new LogProbRecord(-2.6, -12.3, -5.8, 0.3))
                .setCrystal(rockSalt)
                .setSampledAt(NOW)
                .build();
    }

    static LearnerProgress progress(String run, Long weightsOffset) {
        return LearnerProgress.newBuilder()
                .setRun(run)
                .setVersion(1)
                .setWeightsOffset(weightsOffset)
                .setBatchSize(128)
                .setWaiting(0)
                .setCandidatesAccounted(0)
                .setLost(0)
                .setRefused(0)
                .setGenerators(List.of())
                .setReportedAt(NOW)
                .build();
    }

    static PolicyUpdate update(String run, int version) {
        return PolicyUpdate.newBuilder()
                .setRun(run)
                .setVersion(version)
                .setCrystals(128)
                .setAbstained(1)
                .setRejected(2)
                .setStaleDropped(3)
                .setDuplicatesDropped(4)
                .setStaleDroppedTotal(5)
                .setCandidatesAccounted(138)
                .setMeanReward(-0.5)
                .setMeanStaleness(1.5)
                .setKlToPretrained(0.1)
                .setClipFraction(0.2)
                .setMeanImportanceWeight(1.0)
                .setGradientNorm(0.7)
                .setLearnSeconds(1.2)
                .setUpdatedAt(NOW)
                .build();
    }
}
