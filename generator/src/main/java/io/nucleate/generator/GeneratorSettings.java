package io.nucleate.generator;

import io.nucleate.policy.SamplingSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

import java.time.Duration;
import java.util.OptionalDouble;

/** Settings {@code nucleate.generator.*}; a misspelt one stops the start. */
@ConfigMapping(prefix = "nucleate.generator")
public interface GeneratorSettings {
    /** Crystals sampled at a time. */
    @WithDefault("64")
    int batchSize();

    /**
     * Most candidates on their way and in the learner's unfinished batch, all generators together.
     * A candidate that waits grows stale: at two to three of the learner's batches it is used
     * before its policy is three versions old.
     */
    @WithDefault("320")
    @WithName("max-ahead")
    int aheadMax();

    /**
     * A candidate of which nothing came for so long is not awaited any more; longer than a scorer
     * takes with all its deliveries.
     */
    @WithDefault("10m")
    Duration lostAfter();

    /** Without room for so long the generator stands still, which its health says. */
    @WithDefault("60s")
    Duration standingAfter();

    /** Sampling temperature, above 1 to explore more than the policy would. */
    @WithDefault("1")
    double temperature();

    /** Temperature of the first site's element; the same as the others' where it is not set. */
    OptionalDouble firstElementTemperature();

    /** Draws from the smallest set of choices with this probability; 1 keeps all. */
    @WithDefault("1")
    double topP();

    default SamplingSettings sampling() {
        return new SamplingSettings(
                temperature(), firstElementTemperature().orElse(temperature()), topP());
    }
}
