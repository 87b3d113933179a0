package io.nucleate.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Settings of a run by {@code up}.
 *
 * @param dataDir everything the run keeps: broker, checkpoints, logs
 * @param duration how long to run; empty until stopped
 * @param reward objective of the run, in the words of {@code nucleate.scorer.reward}
 * @param discountRepeats whether repeated crystals pay less, as the learner has it by default
 * @param deterministic whether equal seeds give equal bytes of every version of the policy
 * @param seed seed of a new run; empty for a random one
 * @param device {@code auto}, {@code cpu} or {@code gpu:N}
 * @param weights file or directory of the policy of a new run; empty for the shipped one
 * @param constraints bind every candidate, in the words of {@code nucleate.constraints}; empty for
 *     none
 * @param diskBudgetBytes most that the data directory may hold
 * @param headless without the dashboard
 */
public record UpSettings(
        Path dataDir,
        Optional<Duration> duration,
        String reward,
        boolean discountRepeats,
        boolean deterministic,
        OptionalLong seed,
        String device,
        int scorers,
        Optional<Path> weights,
        String constraints,
        int kafkaPort,
        int dashboardPort,
        long diskBudgetBytes,
        boolean headless) {

    /** Candidates that make a version in a deterministic run. */
    static final int BLOCK_SIZE = 128;

    /** Environment variable by which a user decides about repeats himself. */
    public static final String REPEATS_FACTOR_VARIABLE = "NUCLEATE_LEARNER_REPEATS_FACTOR";
}
