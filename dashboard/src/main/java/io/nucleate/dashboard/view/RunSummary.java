package io.nucleate.dashboard.view;

import java.time.Instant;
import java.util.Map;

/**
 * A run at a glance. Times are null before the event that they tell of.
 *
 * @param run run id; null while there is none
 * @param now clock of the service, to which all ages refer
 * @param gates how often each guard fired, by name
 * @param rejections candidates that could not be scored, by reason
 * @param protocol how energies were computed; null before the first score
 * @param first the run's first {@value RunReport#WINDOW_CRYSTALS} crystals or more; null before the
 *     first score
 * @param recent its latest ones; null before the first score
 * @param auditedFirst the run's first {@value AuditWindow#CRYSTALS_MIN} audits or more; null before
 *     the first
 * @param auditedRecent its latest ones; null before the first
 */
public record RunSummary(
        RunPhase phase,
        String run,
        Instant now,
        Instant firstSampledAt,
        Instant lastScoredAt,
        Instant lastUpdatedAt,
        int version,
        Totals totals,
        Rates rates,
        Map<String, Long> gates,
        Map<String, Long> rejections,
        RunTotals.ScoringProtocol protocol,
        VersionWindow first,
        VersionWindow recent,
        AuditWindow auditedFirst,
        AuditWindow auditedRecent) {

    /** Progress of a run. */
    public enum RunPhase {
        /** The service reads back its state. */
        RESTORING,
        /** Nothing has been scored yet. */
        WAITING,
        RUNNING
    }

    /**
     * Counts since the run began.
     *
     * @param waiting sampled, neither scored nor rejected yet
     * @param substituted of the scored, those that substitution made
     * @param staleDropped scored too late to learn from
     */
    public record Totals(
            long sampled,
            long scored,
            long waiting,
            long substituted,
            long gated,
            long abstained,
            long rejected,
            long duplicates,
            long staleDropped) {}

    /** Averages over the last minute; versions over the last five. */
    public record Rates(
            double sampledPerSecond, double scoredPerSecond, double versionsPerMinute) {}

    /**
     * Neighbouring versions taken together.
     *
     * @param meanReward null where every crystal abstained
     * @param medianEvPerAtom median energy above hull; null where guards stopped half or more
     */
    public record VersionWindow(
            int fromVersion,
            int toVersion,
            long crystals,
            Double meanReward,
            double fractionBelowTenth,
            Double medianEvPerAtom,
            double fractionDistinct) {}
}
