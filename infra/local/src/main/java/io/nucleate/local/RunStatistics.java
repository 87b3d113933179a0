package io.nucleate.local;

import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CrystalRecord;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.PolicyUpdate;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Scored;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * What a run has achieved since its first start, from its topics. Each candidate counts once,
 * however often its record is seen and in whatever order. Safe for use by several threads.
 */
public final class RunStatistics {
    /** Windows hold a tenth of the run, within these bounds. */
    static final int WINDOW_MIN = 300;

    static final int WINDOW_MAX = 1000;
    private static final double NEAR_HULL_EV_PER_ATOM = 0.1;
    private static final Comparator<Outcome> BY_TIME =
            Comparator.comparingLong(Outcome::sampledAtMs).thenComparing(Outcome::id);

    private final String run;
    private final IdSet candidates = new IdSet();
    private final IdSet scored = new IdSet();
    private final IdSet rejected = new IdSet();
    private final Set<String> undecodable = new HashSet<>();
    private final PriorityQueue<Outcome> first = new PriorityQueue<>(BY_TIME.reversed());
    private final PriorityQueue<Outcome> last = new PriorityQueue<>(BY_TIME);
    private int policyVersion;
    private long staleDropped;

    public RunStatistics(String run) {
        this.run = run;
    }

    public synchronized void accept(Candidate candidate) {
        if (isOurs(candidate)) {
            candidates.add(candidate.getId());
        }
    }

    public synchronized void accept(Scored record) {
        if (isOurs(record.getCandidate()) && scored.add(record.getCandidate().getId())) {
            candidates.add(record.getCandidate().getId());
            boolean passed = record.getGates().isEmpty();
            Double aboveHull = passed ? record.getEnergyAboveHullEvPerAtom() : null;
            keep(record.getCandidate(), record.getReward(), aboveHull);
        }
    }

    public synchronized void accept(Rejected record) {
        Candidate candidate = record.getCandidate();
        if (candidate == null) {
            undecodable.add(record.getSource());
        } else if (isOurs(candidate) && rejected.add(candidate.getId())) {
            candidates.add(candidate.getId());
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
        int finished = scored.size() + rejected.size();
        int size = Math.min(finished, Math.max(WINDOW_MIN, Math.min(WINDOW_MAX, finished / 10)));
        return new Snapshot(
                candidates.size() + undecodable.size(),
                scored.size(),
                rejected.size() + undecodable.size(),
                policyVersion,
                staleDropped,
                Window.of(first.stream().sorted(BY_TIME).limit(size).toList()),
                Window.of(last.stream().sorted(BY_TIME.reversed()).limit(size).toList()));
    }

    private boolean isOurs(Candidate candidate) {
        return candidate.getId().getRun().equals(run);
    }

    private void keep(Candidate candidate, Double reward, Double energyAboveHull) {
        Outcome outcome = new Outcome(
                candidate.getSampledAt().toEpochMilli(),
                candidate.getId().getGenerator() + "/" + candidate.getId().getSequence(),
                reward,
                energyAboveHull,
                kind(candidate.getCrystal()));
        for (PriorityQueue<Outcome> window : List.of(first, last)) {
            window.add(outcome);
            if (window.size() > WINDOW_MAX) {
                window.remove();
            }
        }
    }

    /**
     * Crystals count as the same when their protostructures agree; what is none, and was rejected
     * for it, is like itself.
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
     * @param energyAboveHull in eV/atom; null where gated, unpriced or rejected
     */
    private record Outcome(
            long sampledAtMs, String id, Double reward, Double energyAboveHull, String kind) {}

    /** Counts and the two windows at one moment; {@code candidates} counts distinct ids. */
    public record Snapshot(
            int candidates,
            int scored,
            int rejected,
            int policyVersion,
            long staleDropped,
            Window first,
            Window last) {}

    /**
     * A stretch of consecutively sampled crystals whose fate is known.
     *
     * @param meanReward over those with a reward; null without any
     * @param fractionNearHull within 0.1 eV/atom of the hull, of all of them
     * @param medianEnergyAboveHull in eV/atom, crystals without a price as infinitely far; null if
     *     that is the median
     * @param distinctFraction of different protostructures, of all of them
     */
    public record Window(
            int crystals,
            Double meanReward,
            Double fractionNearHull,
            Double medianEnergyAboveHull,
            Double distinctFraction) {

        private static Window of(List<Outcome> outcomes) {
            int n = outcomes.size();
            if (n == 0) {
                return new Window(0, null, null, null, null);
            }
            List<Double> rewards = new ArrayList<>();
            List<Double> energies = new ArrayList<>();
            for (Outcome outcome : outcomes) {
                if (outcome.reward() != null) {
                    rewards.add(outcome.reward());
                }
                energies.add(
                        outcome.energyAboveHull() == null
                                ? Double.POSITIVE_INFINITY
                                : outcome.energyAboveHull());
            }
            energies.sort(null);
            double median = (energies.get((n - 1) / 2) + energies.get(n / 2)) / 2;
            long near = energies.stream().filter(e -> e < NEAR_HULL_EV_PER_ATOM).count();
            long distinct = outcomes.stream().map(Outcome::kind).distinct().count();
            var mean = rewards.stream().mapToDouble(Double::doubleValue).average();
            return new Window(
                    n,
                    mean.isPresent() ? mean.getAsDouble() : null,
                    (double) near / n,
                    Double.isFinite(median) ? median : null,
                    (double) distinct / n);
        }
    }

    /** Ids of one run. Sequences run without gaps, so a bit each is all they take. */
    private static final class IdSet {
        private final Map<String, BitSet> sequences = new HashMap<>();
        private int size;

        boolean add(CandidateId id) {
            BitSet seen = sequences.computeIfAbsent(id.getGenerator(), name -> new BitSet());
            int sequence = Math.toIntExact(id.getSequence());
            if (seen.get(sequence)) {
                return false;
            }
            seen.set(sequence);
            size++;
            return true;
        }

        int size() {
            return size;
        }
    }
}
