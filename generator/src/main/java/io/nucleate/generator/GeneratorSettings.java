package io.nucleate.generator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import java.time.Duration;

/** Settings {@code nucleate.generator.*}; a misspelt one stops the start. */
@ConfigMapping(prefix = "nucleate.generator")
public interface GeneratorSettings {
    /**
     * A candidate of which nothing came for so long is not awaited any more; longer than a scorer
     * takes with all its deliveries.
     */
    @WithDefault("10m")
    Duration lostAfter();

    /** Without room for so long the generator stands still, which its health says. */
    @WithDefault("60s")
    Duration standingAfter();
}
