package io.nucleate.dashboard.view;

import io.nucleate.crystal.Metastability;
import io.nucleate.schemas.Metrics;
import io.nucleate.schemas.Scored;

import java.time.temporal.ChronoUnit;

/** Makes the {@link Metrics} of single scores, and adds them up. */
public final class MinuteMetrics {
    private MinuteMetrics() {}

    /** Returns whether a score says anything of the policy: not what substitution made. */
    public static boolean counts(Scored scored) {
        return scored.getCandidate().getSubstitution() == null;
    }

    /** Returns run/version. */
    public static String versionKey(Scored scored) {
        return scored.getCandidate().getId().getRun() + "/"
                + scored.getCandidate().getPolicyVersion();
    }

    /** Returns run/version/minute, such as {@code run/12/2026-11-30T10:15:00Z}. */
    public static String key(Metrics metrics) {
        return metrics.getRun() + "/" + metrics.getVersion() + "/" + metrics.getMinute();
    }

    /** Returns the metrics of one score. */
    public static Metrics of(Scored scored) {
        Double energy = scored.getEnergyAboveHullEvPerAtom();
        Double reward = scored.getReward();
        boolean isGated = !scored.getGates().isEmpty();
        boolean isPassed = energy != null && !isGated;
        boolean isMetastable = isPassed && Metastability.isWithin(energy);
        boolean isJudged = isMetastable && scored.getJudgement() != null;
        return Metrics.newBuilder()
                .setRun(scored.getCandidate().getId().getRun())
                .setVersion(scored.getCandidate().getPolicyVersion())
                .setMinute(scored.getScoredAt().truncatedTo(ChronoUnit.MINUTES))
                .setScored(1)
                .setGated(count(isGated))
                .setAbstained(count(reward == null))
                .setRewardSum(reward == null ? 0 : reward)
                .setPassed(count(isPassed))
                .setEnergyAboveHullSumEvPerAtom(isPassed ? energy : 0)
                .setStable(count(isPassed && energy <= 0))
                .setMetastable(count(isMetastable))
                .setMetastableUnknown(count(isMetastable && scored.getKnownMaterial() == null))
                .setJudged(count(isJudged))
                .setConfirmed(count(isJudged
                        && Metastability.isWithin(
                                scored.getJudgement().getEnergyAboveHullEvPerAtom())))
                .build();
    }

    private static long count(boolean holds) {
        return holds ? 1 : 0;
    }

    /** Adds the metrics of the same minute and version. */
    public static Metrics add(Metrics a, Metrics b) {
        return Metrics.newBuilder(a)
                .setScored(a.getScored() + b.getScored())
                .setGated(a.getGated() + b.getGated())
                .setAbstained(a.getAbstained() + b.getAbstained())
                .setRewardSum(a.getRewardSum() + b.getRewardSum())
                .setPassed(a.getPassed() + b.getPassed())
                .setEnergyAboveHullSumEvPerAtom(
                        a.getEnergyAboveHullSumEvPerAtom() + b.getEnergyAboveHullSumEvPerAtom())
                .setStable(a.getStable() + b.getStable())
                .setMetastable(a.getMetastable() + b.getMetastable())
                .setMetastableUnknown(a.getMetastableUnknown() + b.getMetastableUnknown())
                .setJudged(a.getJudged() + b.getJudged())
                .setConfirmed(a.getConfirmed() + b.getConfirmed())
                .build();
    }
}
