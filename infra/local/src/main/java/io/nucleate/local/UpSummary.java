package io.nucleate.local;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

import io.nucleate.schemas.Run;

import java.util.OptionalLong;

/**
 * The line that {@code up} ends with, field by field. Counts and windows are of the run since its
 * first start; {@code peakRssMb}, {@code restarts} and {@code seconds} are of this start. E_hull is
 * in eV/atom.
 *
 * @param substituted those of the scored that substitution made, which are not in the windows
 * @param substitutedBelow0p1 those of the substituted that are near the hull
 * @param policyVersions versions that the learner has made of the first policy
 */
@JsonPropertyOrder({
    "run",
    "seed",
    "candidates",
    "scored",
    "rejected",
    "substituted",
    "substitutedBelow0p1",
    "policyVersions"
})
public record UpSummary(
        String run,
        long seed,
        int candidates,
        int scored,
        int rejected,
        int substituted,
        int substitutedBelow0p1,
        int policyVersions,
        Double meanRewardFirst,
        Double meanRewardLast,
        Double fractionBelow0p1First,
        Double fractionBelow0p1Last,
        Double medianEhullFirst,
        Double medianEhullLast,
        Double distinctFractionFirst,
        Double distinctFractionLast,
        int windowCrystals,
        int audited,
        Double auditedMsunFirst,
        Double auditedMsunLast,
        Double auditedConfirmedMsunFirst,
        Double auditedConfirmedMsunLast,
        Double auditedSitesFirst,
        Double auditedSitesLast,
        long staleDropped,
        Long peakRssMb,
        int restarts,
        long seconds) {

    static UpSummary of(
            Run run,
            RunStatistics.Snapshot end,
            OptionalLong peakRssMb,
            int restarts,
            long seconds) {
        return new UpSummary(
                run.getId(),
                run.getSeed(),
                end.candidates(),
                end.scored(),
                end.rejected(),
                end.substituted(),
                end.substitutedNearHull(),
                end.policyVersion(),
                rounded(end.first().meanReward()),
                rounded(end.last().meanReward()),
                rounded(end.first().fractionNearHull()),
                rounded(end.last().fractionNearHull()),
                rounded(end.first().medianEnergyAboveHullEvPerAtom()),
                rounded(end.last().medianEnergyAboveHullEvPerAtom()),
                rounded(end.first().distinctFraction()),
                rounded(end.last().distinctFraction()),
                end.last().crystals(),
                end.audited(),
                rounded(end.auditedFirst().msun()),
                rounded(end.auditedLast().msun()),
                rounded(end.auditedFirst().confirmedMsun()),
                rounded(end.auditedLast().confirmedMsun()),
                rounded(end.auditedFirst().meanSites()),
                rounded(end.auditedLast().meanSites()),
                end.staleDropped(),
                peakRssMb.isPresent() ? peakRssMb.getAsLong() : null,
                restarts,
                seconds);
    }

    private static Double rounded(Double value) {
        return value == null ? null : Math.round(value * 1e4) / 1e4;
    }
}
