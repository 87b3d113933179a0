package io.nucleate.cli.export;

import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CrystalRecord;
import io.nucleate.schemas.LogProbRecord;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.SiteRecord;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Scored binary compounds for tests. */
public final class Scores {
    public static final String RUN = "run-a";
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private Scores() {}

    /** Rock salt, which the index and the hull reference know for most pairs of elements. */
    public static Scored.Builder rockSalt(
            long sequence, String cation, String anion, double aboveHull) {
        return scored(sequence, 225, cation, anion, aboveHull);
    }

    /** Caesium chloride's structure. */
    public static Scored.Builder caesiumChloride(
            long sequence, String cation, String anion, double aboveHull) {
        return scored(sequence, 221, cation, anion, aboveHull);
    }

    private static Scored.Builder scored(
            long sequence, int spaceGroup, String first, String second, double aboveHull) {
        CrystalRecord crystal = new CrystalRecord(
                spaceGroup,
                List.of(5.6, 5.6, 5.6, 90.0, 90.0, 90.0),
                List.of(
                        new SiteRecord(first, "a", 0.0, 0.0, 0.0),
                        new SiteRecord(second, "b", 0.5, 0.5, 0.5)));
        Candidate candidate = Candidate.newBuilder()
                .setId(new CandidateId(RUN, "generator", sequence))
                .setPolicyVersion(3)
                .setBehaviourLogProb(new LogProbRecord(-1.0, -2.0, -3.0, -4.0))
                .setCrystal(crystal)
                .setSampledAt(NOON)
                .build();
        return Scored.newBuilder()
                .setCandidate(candidate)
                .setFormula(first + second)
                .setEnergyEvPerAtom(-3.5)
                .setFormationEnergyEvPerAtom(-1.0 + aboveHull)
                .setEnergyAboveHullEvPerAtom(aboveHull)
                .setDecomposition(Map.of(first + second, 1.0))
                .setReferencePhases(1)
                .setReward(-Math.max(0, aboveHull))
                .setRewardName("ehull")
                .setRewardTerms(Map.of("ehull", -Math.max(0, aboveHull)))
                .setPotential("chgnet-0.3.0")
                .setHullReference("materials-project-hull@57f1e70d4ac4")
                .setScorer("scorer-0")
                .setScoredAt(NOON.plusSeconds(sequence));
    }
}
