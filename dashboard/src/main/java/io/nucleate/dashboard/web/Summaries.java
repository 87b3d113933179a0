package io.nucleate.dashboard.web;

import io.nucleate.dashboard.view.RunReport;
import io.nucleate.dashboard.view.RunSummary;

import jakarta.inject.Singleton;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives all who follow a run the same summary, so that a hundred pages cost what one costs. Safe
 * for use by several threads.
 */
@Singleton
class Summaries {
    /** Age up to which a summary is given again; less than the time between two events. */
    private static final long AGE_MAX_NANOS = Duration.ofMillis(400).toNanos();

    private final RunReport report;
    private final ConcurrentHashMap<Optional<String>, Made> newest = new ConcurrentHashMap<>();

    private record Made(long nanoTime, RunSummary summary) {}

    Summaries(RunReport report) {
        this.report = report;
    }

    /** @param run one that there is, or null for the one that the dashboard follows */
    RunSummary of(String run) {
        return newest.compute(Optional.ofNullable(run), (key, made) -> {
                    long now = System.nanoTime();
                    return made != null && now - made.nanoTime < AGE_MAX_NANOS
                            ? made
                            : new Made(now, report.of(run).summary());
                })
                .summary();
    }
}
