package io.nucleate.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of a run by {@code up}.
 *
 * @param dataDir everything the run keeps: broker, checkpoints, logs
 * @param duration how long to run; empty until stopped
 * @param run what to run
 * @param newRun whether to end the run that the directory has, and start a new one
 * @param device {@code auto}, {@code cpu} or {@code gpu:N}
 * @param diskBudgetBytes most that the data directory may hold
 * @param headless without the dashboard
 */
public record UpSettings(
        Path dataDir,
        Optional<Duration> duration,
        RunRequest run,
        boolean newRun,
        String device,
        int scorers,
        int kafkaPort,
        int dashboardPort,
        long diskBudgetBytes,
        boolean headless) {}
