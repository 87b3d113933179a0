package io.nucleate.dashboard.view;

import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.PolicyUpdate;
import io.nucleate.schemas.Scored;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Counts of a run since it began, part by part of the loop.
 *
 * @param rejections rejected candidates by reason
 */
public record RunTotals(
        SamplingTotals sampling,
        ScoringTotals scoring,
        Map<String, Long> rejections,
        LearningTotals learning) {
    public static final RunTotals EMPTY =
            new RunTotals(SamplingTotals.NONE, ScoringTotals.NONE, Map.of(), LearningTotals.NONE);

    /**
     * Counts of the generators' records.
     *
     * @param firstAt null before the first candidate
     * @param lastAt null before the first candidate
     */
    public record SamplingTotals(
            long candidates, Instant firstAt, Instant lastAt, RateWindow rate) {
        static final SamplingTotals NONE = new SamplingTotals(0, null, null, RateWindow.EMPTY);

        private SamplingTotals add(Candidate candidate) {
            Instant at = candidate.getSampledAt();
            return new SamplingTotals(
                    candidates + 1, earlier(firstAt, at), later(lastAt, at), rate.add(at));
        }

        private SamplingTotals merge(SamplingTotals other) {
            return new SamplingTotals(
                    candidates + other.candidates,
                    earlier(firstAt, other.firstAt),
                    later(lastAt, other.lastAt),
                    rate.merge(other.rate));
        }
    }

    /**
     * Counts of the scorers' records, each candidate once.
     *
     * @param duplicates records of candidates that had been counted before
     * @param substituted made by substitution; the learner takes nothing from them
     * @param abstained drawn by the policy, and scored without a reward
     * @param gated stopped by a guard
     * @param gates how often each guard fired
     * @param versionMax newest policy version among the scored
     * @param lastAt null before the first score
     * @param protocol how the newest energy of the policy's crystals was computed; null before the
     *     first
     */
    public record ScoringTotals(
            long crystals,
            long duplicates,
            long substituted,
            long abstained,
            long gated,
            Map<String, Long> gates,
            int versionMax,
            Instant lastAt,
            ScoringProtocol protocol,
            RateWindow rate) {
        static final ScoringTotals NONE =
                new ScoringTotals(0, 0, 0, 0, 0, Map.of(), 0, null, null, RateWindow.EMPTY);

        private ScoringTotals add(Scored scored) {
            Map<String, Long> fired = Counts.of(scored.getGates());
            boolean isSubstituted = scored.getCandidate().getSubstitution() != null;
            return merge(new ScoringTotals(
                    1,
                    0,
                    isSubstituted ? 1 : 0,
                    !isSubstituted && scored.getReward() == null ? 1 : 0,
                    fired.isEmpty() ? 0 : 1,
                    fired,
                    scored.getCandidate().getPolicyVersion(),
                    scored.getScoredAt(),
                    protocol(scored),
                    RateWindow.EMPTY.add(scored.getScoredAt())));
        }

        private ScoringTotals merge(ScoringTotals other) {
            boolean othersIsNewer =
                    lastAt == null || other.lastAt != null && other.lastAt.isAfter(lastAt);
            return new ScoringTotals(
                    crystals + other.crystals,
                    duplicates + other.duplicates,
                    substituted + other.substituted,
                    abstained + other.abstained,
                    gated + other.gated,
                    Counts.sum(gates, other.gates),
                    Math.max(versionMax, other.versionMax),
                    later(lastAt, other.lastAt),
                    protocol == null || othersIsNewer && other.protocol != null
                            ? other.protocol
                            : protocol,
                    rate.merge(other.rate));
        }

        private static ScoringProtocol protocol(Scored scored) {
            if (scored.getEnergyEvPerAtom() == null
                    || scored.getCandidate().getSubstitution() != null) {
                // A gate stopped it, before anything could tell whether it would have been relaxed;
                // or it is relaxed in any case.
                return null;
            }
            return new ScoringProtocol(
                    scored.getPotential(),
                    scored.getHullReference(),
                    scored.getRewardName(),
                    scored.getRelaxation() != null);
        }
    }

    /**
     * Names the potential, the hull and the reward that scores were computed with.
     *
     * @param relaxed whether crystals were relaxed first
     */
    public record ScoringProtocol(
            String potential, String hullReference, String rewardName, boolean relaxed) {}

    /**
     * Counts of the learner's records.
     *
     * @param versionMax newest version published; 0 is the pre-trained policy
     * @param lastAt null before the first update
     */
    public record LearningTotals(
            int versionMax, long staleDropped, Instant lastAt, RateWindow rate) {
        static final LearningTotals NONE = new LearningTotals(0, 0, null, RateWindow.EMPTY);

        private LearningTotals add(PolicyUpdate update) {
            return merge(new LearningTotals(
                    update.getVersion(),
                    update.getStaleDroppedTotal(),
                    update.getUpdatedAt(),
                    RateWindow.EMPTY.add(update.getUpdatedAt())));
        }

        private LearningTotals merge(LearningTotals other) {
            return new LearningTotals(
                    Math.max(versionMax, other.versionMax),
                    Math.max(staleDropped, other.staleDropped),
                    later(lastAt, other.lastAt),
                    rate.merge(other.rate));
        }
    }

    public RunTotals {
        rejections = Map.copyOf(rejections);
    }

    public RunTotals sampled(Candidate candidate) {
        return new RunTotals(sampling.add(candidate), scoring, rejections, learning);
    }

    public RunTotals scored(Scored scored) {
        return new RunTotals(sampling, scoring.add(scored), rejections, learning);
    }

    public RunTotals duplicate() {
        ScoringTotals one =
                new ScoringTotals(0, 1, 0, 0, 0, Map.of(), 0, null, null, RateWindow.EMPTY);
        return new RunTotals(sampling, scoring.merge(one), rejections, learning);
    }

    public RunTotals rejected(String reason) {
        return new RunTotals(
                sampling, scoring, Counts.sum(rejections, Map.of(reason, 1L)), learning);
    }

    /** @param update of a version that has not been added before */
    public RunTotals updated(PolicyUpdate update) {
        return new RunTotals(sampling, scoring, rejections, learning.add(update));
    }

    public RunTotals merge(RunTotals other) {
        return new RunTotals(
                sampling.merge(other.sampling),
                scoring.merge(other.scoring),
                Counts.sum(rejections, other.rejections),
                learning.merge(other.learning));
    }

    public long rejectedCount() {
        return rejections.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Newest policy version that anything is known of. */
    public int versionMax() {
        return Math.max(scoring.versionMax, learning.versionMax);
    }

    /** When anything last happened; the epoch if nothing did. */
    public Instant lastAt() {
        return Stream.of(sampling.lastAt, scoring.lastAt, learning.lastAt)
                .filter(at -> at != null)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    private static Instant earlier(Instant a, Instant b) {
        return a == null || b != null && b.isBefore(a) ? b : a;
    }

    private static Instant later(Instant a, Instant b) {
        return a == null || b != null && b.isAfter(a) ? b : a;
    }
}
