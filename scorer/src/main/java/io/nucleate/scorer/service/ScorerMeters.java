package io.nucleate.scorer.service;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What a scorer counts, as {@code nucleate_scorer_*} on {@code /q/metrics}. */
final class ScorerMeters {
    private final MeterRegistry registry;
    private final Counter scored;
    private final Counter energies;
    private final Counter released;
    private final Counter redelivered;
    private final Counter unacknowledged;
    private final Timer batches;

    ScorerMeters(MeterRegistry registry) {
        this.registry = registry;
        scored = counter("scored", "Candidates scored");
        energies = counter("energies", "Scores that took an energy of the potential, not only a gate");
        released = counter("released", "Candidates given back after a failure of the potential");
        redelivered = counter("redelivered", "Candidates that had been delivered before");
        unacknowledged = counter("unacknowledged", "Refused acknowledgements; their candidates are scored again");
        batches = Timer.builder("nucleate.scorer.batch")
                .description("Time from the delivery of a batch to its acknowledgement")
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder("nucleate.scorer." + name)
                .description(description)
                .register(registry);
    }

    void timeBatch(Runnable batch) {
        batches.record(batch);
    }

    void count(Outcome outcome, boolean again) {
        if (again) {
            redelivered.increment();
        }
        if (outcome instanceof Outcome.Priced priced) {
            scored.increment();
            if (priced.scored().getEnergyEvPerAtom() != null) {
                energies.increment();
            }
        } else if (outcome instanceof Outcome.DeadLetter deadLetter) {
            Counter.builder("nucleate.scorer.rejected")
                    .description("Candidates that could not be scored")
                    .tag("reason", deadLetter.rejected().getReason())
                    .register(registry)
                    .increment();
        } else {
            released.increment();
        }
    }

    void countUnacknowledged() {
        unacknowledged.increment();
    }
}
