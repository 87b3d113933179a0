package io.nucleate.generator;

import io.nucleate.policy.LogProb;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.schemas.LearningWindow;
import io.nucleate.schemas.LogProbRecord;
import io.nucleate.schemas.RunLearning;
import io.nucleate.schemas.RunSampling;

import java.util.List;
import java.util.Objects;

/** Sampling as records have it: the settings of a run, and the densities of its draws. */
public final class SamplingRecords {
    private static final int BATCH_SIZE = 64;

    /** At two to three of the learner's batches, a candidate is used before it is stale. */
    private static final int AHEAD_MAX = 320;

    /** A crystal that is relaxed takes scorers as long as some tens that are not. */
    private static final double SUBSTITUTION_SHARE = 0.05;

    private SamplingRecords() {}

    /** Returns the settings of a run whose user sets none. */
    public static RunSampling standard() {
        SamplingSettings standard = SamplingSettings.DEFAULT;
        return new RunSampling(
                standard.letterTemperature(),
                standard.firstElementTemperature(),
                null,
                null,
                null,
                standard.topP(),
                BATCH_SIZE,
                AHEAD_MAX,
                List.of(CandidateSource.POLICY.word()),
                SUBSTITUTION_SHARE);
    }

    /**
     * Reads the settings of draws.
     *
     * @throws IllegalArgumentException if nothing can be drawn with them
     */
    public static SamplingSettings draws(RunSampling record) {
        double temperature = record.getTemperature();
        return SamplingSettings.at(temperature)
                .withFirstElement(record.getFirstElementTemperature())
                .withElements(
                        Objects.requireNonNullElse(record.getElementTemperature(), temperature))
                .withCoordinates(
                        Objects.requireNonNullElse(record.getCoordinateTemperature(), temperature))
                .withLattice(
                        Objects.requireNonNullElse(record.getLatticeTemperature(), temperature))
                .withTopP(record.getTopP());
    }

    /** Writes the density with which a crystal was drawn. */
    public static LogProbRecord write(LogProb logProb) {
        return new LogProbRecord(
                logProb.wyckoff(), logProb.element(), logProb.coordinate(), logProb.lattice());
    }

    /**
     * Checks that the generators of a run can keep its learner busy.
     *
     * @throws IllegalArgumentException if what the learner awaits could never come
     */
    public static void requireRoom(RunSampling record, RunLearning learning) {
        Pace.requireRoom(
                record.getBatchSize(), record.getAheadMax(), LearningWindow.size(learning));
    }
}
