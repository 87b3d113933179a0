package io.nucleate.local;

import io.nucleate.crystal.Metastability;
import io.nucleate.schemas.AuditSample;
import io.nucleate.schemas.AuditedCrystal;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.CrystalRecord;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.PolicyUpdate;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.SeenIds;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;

/**
 * Counts what a run has achieved since its first start, from the records of its topics. Each
 * candidate counts once, however often its record is seen and in whatever order. Safe for use by
 * several threads.
 *
 * <p>The windows tell what the policy has learned; what substitution made is not in them.
 */
public final class RunStatistics {
    /** Windows hold a tenth of the run, within these bounds. */
    static final int WINDOW_MIN = 300;

    static final int WINDOW_MAX = 1000;
    private static final Comparator<FinishedCrystal> BY_TIME = Comparator.comparingLong(
                    FinishedCrystal::sampledAtMs)
            .thenComparing(FinishedCrystal::id);

    private final String run;
    private final double auditShare;
    private final SeenIds audited = new SeenIds();
    private final AuditStatistics audits = new AuditStatistics();
    private final SeenIds candidates = new SeenIds();
    private final SeenIds scored = new SeenIds();
    private final SeenIds rejected = new SeenIds();
    private final Set<String> undecodable = new HashSet<>();
    private final PriorityQueue<FinishedCrystal> first = new PriorityQueue<>(BY_TIME.reversed());
    private final PriorityQueue<FinishedCrystal> last = new PriorityQueue<>(BY_TIME);
    private int policyVersion;
    private long staleDropped;
    private int substituted;
    private int substitutedNearHull;
    private int substitutedRejected;

    /** @param auditShare share of the policy's candidates that is audited */
    public RunStatistics(String run, double auditShare) {
        this.run = run;
        this.auditShare = auditShare;
    }

    public synchronized void accept(Candidate candidate) {
        if (isOurs(candidate)) {
            count(candidates, candidate);
        }
    }

    public synchronized void accept(Scored record) {
        Candidate candidate = record.getCandidate();
        if (isOurs(candidate) && count(scored, candidate)) {
            count(candidates, candidate);
            boolean passed = record.getGates().isEmpty();
            Double energyAboveHullEvPerAtom = passed ? record.getEnergyAboveHullEvPerAtom() : null;
            if (candidate.getSubstitution() != null) {
                substituted++;
                if (energyAboveHullEvPerAtom != null
                        && Metastability.isWithin(energyAboveHullEvPerAtom)) {
                    substitutedNearHull++;
                }
                return;
            }
            keep(candidate, record.getReward(), energyAboveHullEvPerAtom);
        }
    }

    /** Takes the record of an audit. */
    public synchronized void acceptAudit(Scored audit) {
        if (isOurs(audit.getCandidate()) && count(audited, audit.getCandidate())) {
            audits.add(AuditedCrystal.of(audit));
        }
    }

    public synchronized void accept(Rejected record) {
        Candidate candidate = record.getCandidate();
        if (candidate == null) {
            undecodable.add(record.getSource());
        } else if (isOurs(candidate) && count(rejected, candidate)) {
            count(candidates, candidate);
            if (candidate.getSubstitution() != null) {
                substitutedRejected++;
                return;
            }
            if (AuditSample.holds(candidate, auditShare) && count(audited, candidate)) {
                audits.add(AuditedCrystal.ofRejected(candidate));
            }
            keep(candidate, null, null);
        }
    }

    public synchronized void accept(PolicyUpdate update) {
        if (update.getRun().equals(run) && update.getVersion() > policyVersion) {
            policyVersion = update.getVersion();
            staleDropped = update.getStaleDroppedTotal();
        }
    }

    public synchronized Snapshot snapshot() {
        int finished = Math.toIntExact(scored.count() + rejected.count())
                - substituted
                - substitutedRejected;
        int size = Math.min(finished, Math.max(WINDOW_MIN, Math.min(WINDOW_MAX, finished / 10)));
        return new Snapshot(
                Math.toIntExact(candidates.count() + undecodable.size()),
                Math.toIntExact(scored.count()),
                Math.toIntExact(rejected.count() + undecodable.size()),
                policyVersion,
                staleDropped,
                substituted,
                substitutedNearHull,
                CrystalWindow.of(first.stream().sorted(BY_TIME).limit(size).toList()),
                CrystalWindow.of(
                        last.stream().sorted(BY_TIME.reversed()).limit(size).toList()),
                audits.count(),
                audits.first(),
                audits.last());
    }

    /**
     * All that was counted, to be stored.
     *
     * @param first the first crystals sampled, as many as a window may hold
     * @param last the last ones
     * @param substituted those of the scored that substitution made
     * @param substitutedNearHull those of the substituted that are near the hull
     * @param substitutedRejected those of the rejected that it made
     */
    record State(
            String run,
            Map<String, SeenIds.Seen> candidates,
            Map<String, SeenIds.Seen> scored,
            Map<String, SeenIds.Seen> rejected,
            Map<String, SeenIds.Seen> audited,
            AuditStatistics.State audits,
            Set<String> undecodable,
            List<FinishedCrystal> first,
            List<FinishedCrystal> last,
            int policyVersion,
            long staleDropped,
            int substituted,
            int substitutedNearHull,
            int substitutedRejected) {}

    synchronized State state() {
        return new State(
                run,
                candidates.bySource(),
                scored.bySource(),
                rejected.bySource(),
                audited.bySource(),
                audits.state(),
                new TreeSet<>(undecodable),
                List.copyOf(first),
                List.copyOf(last),
                policyVersion,
                staleDropped,
                substituted,
                substitutedNearHull,
                substitutedRejected);
    }

    /** Takes up what {@link #state} gave, before anything was counted. */
    synchronized void restore(State state) {
        candidates.restore(state.candidates());
        scored.restore(state.scored());
        rejected.restore(state.rejected());
        audited.restore(state.audited());
        audits.restore(state.audits());
        undecodable.addAll(state.undecodable());
        first.addAll(state.first());
        last.addAll(state.last());
        policyVersion = state.policyVersion();
        staleDropped = state.staleDropped();
        substituted = state.substituted();
        substitutedNearHull = state.substitutedNearHull();
        substitutedRejected = state.substitutedRejected();
    }

    String run() {
        return run;
    }

    private boolean isOurs(Candidate candidate) {
        return candidate.getId().getRun().equals(run);
    }

    /** Returns whether the set did not hold the candidate yet. */
    private static boolean count(SeenIds ids, Candidate candidate) {
        return ids.add(candidate.getId().getGenerator(), candidate.getId().getSequence());
    }

    private void keep(Candidate candidate, Double reward, Double energyAboveHullEvPerAtom) {
        FinishedCrystal crystal = new FinishedCrystal(
                candidate.getSampledAt().toEpochMilli(),
                CandidateIds.text(candidate.getId()),
                reward,
                energyAboveHullEvPerAtom,
                kind(candidate.getCrystal()));
        for (PriorityQueue<FinishedCrystal> window : List.of(first, last)) {
            window.add(crystal);
            if (window.size() > WINDOW_MAX) {
                window.remove();
            }
        }
    }

    /**
     * Returns a text that is the same for crystals whose protostructures agree. What is no possible
     * crystal, and was rejected for it, is like itself only.
     */
    private static String kind(CrystalRecord crystal) {
        try {
            return CrystalRecords.protostructure(crystal).text();
        } catch (IllegalArgumentException impossible) {
            return crystal.toString();
        }
    }

    /**
     * @param reward null where the learner got none
     * @param energyAboveHullEvPerAtom null where a gate stopped it, it has no energy, or it was
     *     rejected
     */
    record FinishedCrystal(
            long sampledAtMs,
            String id,
            Double reward,
            Double energyAboveHullEvPerAtom,
            String kind) {}

    /**
     * Counts and the two windows at one moment; {@code candidates} counts distinct ids.
     *
     * @param substituted those of the scored that substitution made
     * @param substitutedNearHull those of the substituted that are near the hull, see
     *     {@link Metastability}
     * @param audited number of audits, with those of candidates that could not be scored
     */
    public record Snapshot(
            int candidates,
            int scored,
            int rejected,
            int policyVersion,
            long staleDropped,
            int substituted,
            int substitutedNearHull,
            CrystalWindow first,
            CrystalWindow last,
            int audited,
            AuditStatistics.Window auditedFirst,
            AuditStatistics.Window auditedLast) {}

    /**
     * A stretch of consecutively sampled crystals whose fate is known.
     *
     * @param meanReward over those with a reward; null without any
     * @param fractionNearHull fraction of all crystals that is near the hull, see
     *     {@link Metastability}
     * @param medianEnergyAboveHullEvPerAtom crystals without an energy count as infinitely far;
     *     null if the median is one of them
     * @param distinctFraction number of different protostructures over that of all crystals
     */
    public record CrystalWindow(
            int crystals,
            Double meanReward,
            Double fractionNearHull,
            Double medianEnergyAboveHullEvPerAtom,
            Double distinctFraction) {

        private static CrystalWindow of(List<FinishedCrystal> crystals) {
            int n = crystals.size();
            if (n == 0) {
                return new CrystalWindow(0, null, null, null, null);
            }
            List<Double> rewards = new ArrayList<>();
            List<Double> energies = new ArrayList<>();
            for (FinishedCrystal crystal : crystals) {
                if (crystal.reward() != null) {
                    rewards.add(crystal.reward());
                }
                energies.add(
                        crystal.energyAboveHullEvPerAtom() == null
                                ? Double.POSITIVE_INFINITY
                                : crystal.energyAboveHullEvPerAtom());
            }
            energies.sort(null);
            double median = (energies.get((n - 1) / 2) + energies.get(n / 2)) / 2;
            long near = energies.stream().filter(Metastability::isWithin).count();
            long distinct =
                    crystals.stream().map(FinishedCrystal::kind).distinct().count();
            var mean = rewards.stream().mapToDouble(Double::doubleValue).average();
            return new CrystalWindow(
                    n,
                    mean.isPresent() ? mean.getAsDouble() : null,
                    (double) near / n,
                    Double.isFinite(median) ? median : null,
                    (double) distinct / n);
        }
    }
}
