package io.nucleate.generator;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Meters of a generator, {@code nucleate_generator_*} on {@code /q/metrics}. */
final class GeneratorMeters {
    private final Counter candidates;
    private final Counter lost;
    private final AtomicInteger version;
    private final AtomicLong ahead;
    private final AtomicInteger standing;

    GeneratorMeters(MeterRegistry registry) {
        candidates = Counter.builder("nucleate.generator.candidates")
                .description("Candidates published")
                .register(registry);
        lost = Counter.builder("nucleate.generator.lost")
                .description("Candidates that are not awaited any more")
                .register(registry);
        ahead = registry.gauge("nucleate.generator.ahead", new AtomicLong());
        standing = registry.gauge("nucleate.generator.standing", new AtomicInteger());
        version = registry.gauge("nucleate.generator.policy.version", new AtomicInteger(-1));
    }

    void sampled(int crystals) {
        candidates.increment(crystals);
    }

    /**
     * @param awaited candidates that are on their way
     * @param givenUp of those that were, since the last call
     */
    void paced(long awaited, long givenUp, boolean isStanding) {
        ahead.set(awaited);
        lost.increment(givenUp);
        standing.set(isStanding ? 1 : 0);
    }

    void version(int newer) {
        version.set(newer);
    }
}
