package io.nucleate.dashboard.view.catalogue;

import io.nucleate.dashboard.SimulatedRun;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.JudgementRecord;
import io.nucleate.schemas.Scored;

import java.time.Instant;
import java.util.Random;

/** Discoveries of a made-up run, some of whose numbers are not known. */
final class MadeDiscoveries {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    static {
        // Trusts the records, so that they can be copied.
        AvroSerde.of(Scored.class);
    }

    private final SimulatedRun run;
    private final Random random;

    MadeDiscoveries(String run, long seed) {
        this.run = new SimulatedRun(run, seed);
        this.random = new Random(seed);
    }

    Scored next() {
        Instant at = START.plusSeconds(random.nextInt(100_000));
        double energy = 0.2 * random.nextDouble() - 0.1;
        return SimulatedRun.scored(run.candidate(random.nextInt(50), at), at)
                .setEnergyEvPerAtom(-4.0)
                .setEnergyAboveHullEvPerAtom(energy)
                .setFormationEnergyEvPerAtom(-random.nextDouble())
                .setReward(random.nextInt(9) == 0 ? null : random.nextDouble())
                .setBandGapEv(random.nextBoolean() ? (double) random.nextInt(5) : null)
                .setDielectricElectronic(random.nextBoolean() ? 10 * random.nextDouble() : null)
                .setKnownMaterial(random.nextInt(4) == 0 ? "mp-" + random.nextInt(999) : null)
                .setJudgement(
                        random.nextBoolean()
                                ? new JudgementRecord(
                                        "SevenNet", -4.1, energy + 0.1 * random.nextDouble())
                                : null)
                .build();
    }

    static Catalogue.Key key(Scored scored) {
        return new Catalogue.Key(
                scored.getCandidate().getId().getRun(),
                CrystalRecords.protostructure(scored.getCandidate().getCrystal())
                        .text());
    }
}
