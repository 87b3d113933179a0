package io.nucleate.scorer.service;

import io.nucleate.energy.FlatPotential;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CrystalRecord;
import io.nucleate.schemas.LogProbRecord;
import io.nucleate.schemas.SiteRecord;
import io.nucleate.schemas.Topic;
import io.nucleate.scorer.CrystalScorer;
import io.nucleate.scorer.FlatScorer;
import io.nucleate.scorer.KnownCrystals;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Makes candidates for tests. */
final class Candidates {
    static final AvroSerde<Candidate> SERDE = AvroSerde.of(Candidate.class);

    private Candidates() {}

    /** Returns a candidate with the structure of rock salt. */
    static Candidate rockSalt(long sequence, String cation, String anion) {
        return of(
                sequence,
                new CrystalRecord(
                        225,
                        List.of(5.64, 5.64, 5.64, 90.0, 90.0, 90.0),
                        List.of(
                                new SiteRecord(cation, "a", 0.0, 0.0, 0.0),
                                new SiteRecord(anion, "b", 0.5, 0.5, 0.5))));
    }

    static Candidate of(long sequence, CrystalRecord crystal) {
        return Candidate.newBuilder()
                .setId(new CandidateId("run", "generator", sequence))
                .setPolicyVersion(3)
                .setBehaviourLogProb(new LogProbRecord(-2.6, -12.3, -5.8, 0.3))
                .setCrystal(crystal)
                .setSampledAt(Instant.parse("2026-11-22T12:00:00Z"))
                .build();
    }

    /** Returns the bytes of a candidate whose schema only a newer release knows. */
    static byte[] ofANewerRelease(Candidate candidate) {
        byte[] bytes = SERDE.serialize(Topic.CANDIDATES.topicName(), candidate);
        // The first two bytes are the mark of the encoding, the next eight the schema's
        // fingerprint.
        bytes[5] ^= 1;
        return bytes;
    }

    static CandidateHandler.Delivery delivery(Candidate candidate, int deliveries) {
        return delivery(SERDE.serialize(Topic.CANDIDATES.topicName(), candidate), deliveries);
    }

    static CandidateHandler.Delivery delivery(byte[] value, int deliveries) {
        return new CandidateHandler.Delivery(
                Topic.CANDIDATES.topicName(), 2, 17, value, deliveries);
    }

    /** Makes what a scorer with a {@link FlatPotential} of -1.7 eV/atom does with candidates. */
    static CandidateHandler handler(String scorer, ScorerMeters meters) {
        CrystalScorer flat = FlatScorer.of(new FlatPotential(-1.7)).scorer();
        return new CandidateHandler(
                flat,
                FlatScorer.BY_EHULL,
                SERDE,
                new ScoreRecords(scorer, flat, KnownCrystals.NONE),
                InstantSource.system(),
                meters,
                Discoveries.NONE);
    }
}
