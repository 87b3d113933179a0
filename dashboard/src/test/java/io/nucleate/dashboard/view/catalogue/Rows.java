package io.nucleate.dashboard.view.catalogue;

import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CrystalRecord;
import io.nucleate.schemas.LogProbRecord;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.SiteRecord;

import java.time.Instant;
import java.util.List;

/** Rows for tests elsewhere. */
public final class Rows {
    private static final Instant AT = Instant.parse("2026-11-22T12:00:00Z");

    private Rows() {}

    /** Antifluorite of lithium oxide, with a gap of 2 eV, that no judge saw. */
    public static Row lithiumOxide() {
        CrystalRecord crystal = new CrystalRecord(
                225,
                List.of(4.6, 4.6, 4.6, 90.0, 90.0, 90.0),
                List.of(
                        new SiteRecord("O", "a", 0.0, 0.0, 0.0),
                        new SiteRecord("Li", "c", 0.25, 0.25, 0.25)));
        Scored scored = Scored.newBuilder()
                .setCandidate(Candidate.newBuilder()
                        .setId(new CandidateId("run", "generator-1", 7L))
                        .setPolicyVersion(3)
                        .setBehaviourLogProb(new LogProbRecord(0.0, 0.0, 0.0, 0.0))
                        .setCrystal(crystal)
                        .setSampledAt(AT)
                        .build())
                .setFormula("Li2O")
                .setEnergyAboveHullEvPerAtom(0.0)
                .setBandGapEv(2.0)
                .setRewardName("ehull")
                .setPotential("CHGNet 0.3.0")
                .setHullReference("table")
                .setScorer("scorer-1")
                .setScoredAt(AT)
                .build();
        Columns columns = new Columns();
        columns.put(MadeDiscoveries.key(scored).protostructure(), scored);
        return new Row(columns, 0);
    }
}
