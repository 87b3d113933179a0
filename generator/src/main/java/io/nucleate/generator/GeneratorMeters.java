package io.nucleate.generator;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.concurrent.atomic.AtomicInteger;

/** Meters of a generator, {@code nucleate_generator_*} on {@code /q/metrics}. */
final class GeneratorMeters {
    private final Counter candidates;
    private final AtomicInteger version;

    GeneratorMeters(MeterRegistry registry) {
        candidates = Counter.builder("nucleate.generator.candidates")
                .description("Candidates published")
                .register(registry);
        version = registry.gauge("nucleate.generator.policy.version", new AtomicInteger(-1));
    }

    void sampled(int crystals) {
        candidates.increment(crystals);
    }

    void version(int newer) {
        version.set(newer);
    }
}
