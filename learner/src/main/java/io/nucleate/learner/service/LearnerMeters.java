package io.nucleate.learner.service;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.nucleate.learner.reinforcement.Learner;
import io.nucleate.schemas.LearnerProgress;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Meters of a learner, {@code nucleate_learner_*} on {@code /q/metrics}. */
final class LearnerMeters {
    private final AtomicInteger version;
    private final AtomicReference<Double> meanReward = new AtomicReference<>(Double.NaN);
    private final Counter crystals;
    private final Counter stale;
    private final Counter duplicates;
    private final Counter unreadable;
    private final Counter refused;
    private final Counter lost;
    private final Counter substituted;
    private final AtomicLong accounted;
    private final AtomicInteger standing;

    LearnerMeters(MeterRegistry registry) {
        version = registry.gauge("nucleate.learner.policy.version", new AtomicInteger());
        registry.gauge("nucleate.learner.reward.mean", meanReward, AtomicReference::get);
        crystals = registry.counter("nucleate.learner.crystals");
        stale = registry.counter("nucleate.learner.stale");
        duplicates = registry.counter("nucleate.learner.duplicates");
        unreadable = registry.counter("nucleate.learner.unreadable");
        refused = registry.counter("nucleate.learner.refused");
        lost = registry.counter("nucleate.learner.lost");
        substituted = registry.counter("nucleate.learner.substituted");
        accounted = registry.gauge("nucleate.learner.accounted", new AtomicLong());
        standing = registry.gauge("nucleate.learner.standing", new AtomicInteger());
    }

    void unreadable() {
        unreadable.increment();
    }

    /** @param candidates left out because they cannot be, see {@link Learner} */
    void refused(long candidates) {
        refused.increment(candidates);
    }

    void updated(Learner.Update update) {
        version.set(update.version());
        meanReward.set(update.meanReward());
        crystals.increment(update.crystals());
        stale.increment(update.staleDropped());
        duplicates.increment(update.duplicatesDropped());
        lost.increment(update.lost());
        substituted.increment(update.substituted());
    }

    void reported(LearnerProgress progress) {
        accounted.set(progress.getCandidatesAccounted());
        standing.set(progress.getStanding() == null ? 0 : 1);
    }
}
