package io.nucleate.scorer.service;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.nucleate.schemas.Scored;

import java.time.Duration;

/**
 * The counters and timers of a scorer. They stand as {@code nucleate_scorer_*} on
 * {@code /q/metrics}.
 */
final class ScorerMeters {
    private final MeterRegistry registry;
    private final Counter scored;
    private final Counter energies;
    private final Counter abstained;
    private final Counter released;
    private final Counter redelivered;
    private final Counter renewed;
    private final Counter unacknowledged;
    private final Counter split;
    private final Counter outOfMemory;
    private final Counter deadlines;
    private final Counter discoveries;
    private final Timer batches;
    private final Timer scoring;

    ScorerMeters(MeterRegistry registry) {
        this.registry = registry;
        scored = counter("scored", "Candidates scored");
        energies =
                counter("energies", "Scores that took an energy of the potential, not only a gate");
        abstained = counter("abstained", "Scores without a reward; the gates say why");
        released = counter("released", "Candidates given back for another try");
        redelivered = counter("redelivered", "Candidates that had been delivered before");
        renewed = counter(
                "renewed", "Locks on candidates that were renewed because scoring took long");
        unacknowledged = counter(
                "unacknowledged",
                "Candidates lost to another scorer before they were acknowledged");
        split = counter("split", "Batches that failed and were tried again in halves");
        outOfMemory = counter(
                "out.of.memory", "Failures of batches or single candidates for want of memory");
        deadlines = counter(
                "deadlines",
                "Batches or single candidates given up because scoring did not come back");
        discoveries = counter("discoveries", "Scores that put a phase into the living hull");
        batches = timer("batch", "Time from the delivery of a batch to its acknowledgement");
        // Dashboards and alarms know this timer by its name from the first release.
        scoring = timer("pricing", "Time that the thread of the potential works on a batch");
    }

    private Counter counter(String name, String description) {
        return Counter.builder("nucleate.scorer." + name)
                .description(description)
                .register(registry);
    }

    private Counter counter(String name, String description, String tag, String value) {
        return Counter.builder("nucleate.scorer." + name)
                .description(description)
                .tag(tag, value)
                .register(registry);
    }

    private Timer timer(String name, String description) {
        return Timer.builder("nucleate.scorer." + name).description(description).register(registry);
    }

    void countDiscovery() {
        discoveries.increment();
    }

    void timeBatch(Runnable batch) {
        batches.record(batch);
    }

    void timeScoring(Duration duration) {
        scoring.record(duration);
    }

    void count(Outcome outcome, boolean again) {
        if (again) {
            redelivered.increment();
        }
        if (outcome instanceof Outcome.Publish publish) {
            count(publish.scored());
        } else if (outcome instanceof Outcome.DeadLetter deadLetter) {
            counter(
                            "rejected",
                            "Candidates that could not be scored",
                            "reason",
                            deadLetter.rejected().getReason())
                    .increment();
        } else {
            released.increment();
        }
    }

    private void count(Scored score) {
        scored.increment();
        if (score.getEnergyEvPerAtom() != null) {
            energies.increment();
        }
        if (score.getReward() == null) {
            abstained.increment();
        }
        score.getGates().forEach(gate -> counter(
                        "gates", "Scores on which a guard fired, by its name", "gate", gate)
                .increment());
    }

    void countRenewed(int candidates) {
        renewed.increment(candidates);
    }

    void countUnacknowledged(int candidates) {
        unacknowledged.increment(candidates);
    }

    void countSplit() {
        split.increment();
    }

    void countOutOfMemory() {
        outOfMemory.increment();
    }

    void countDeadline() {
        deadlines.increment();
    }
}
