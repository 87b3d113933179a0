package io.nucleate.generator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings {@code nucleate.generator.*}; a misspelt one stops the start. */
@ConfigMapping(prefix = "nucleate.generator")
public interface GeneratorSettings {
    /** Crystals sampled at a time. */
    @WithDefault("64")
    int batchSize();

    /**
     * Most candidates on their way, all generators together. A candidate that waits grows stale: at two to three of the learner's
     * batches it is used before its policy is three versions old.
     */
    @WithDefault("320")
    int maxAhead();
}
