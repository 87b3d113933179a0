package io.nucleate.learner.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Settings {@code nucleate.learner.*}; a misspelt one stops the start. */
@ConfigMapping(prefix = "nucleate.learner")
public interface LearnerSettings {
    /** Directory of the checkpoints, or {@code s3://bucket/prefix}; see {@link S3Storage}. */
    @WithDefault("learner-data")
    String dataDir();

    /** Address of an S3 server other than Amazon's. */
    @WithName("s3-endpoint")
    Optional<URI> s3Endpoint();

    /**
     * Threads that compute densities and gradients. Of deterministic runs one does, whatever this
     * says: the last digits of a gradient depend on how many there are.
     */
    @WithDefault("1")
    int threads();

    /** Without an outcome for so long the learner stands still, which its health says. */
    @WithDefault("60s")
    Duration standingAfter();

    /** After so many outcomes in a row that it cannot learn from the learner stands still. */
    @WithDefault("2000")
    @WithName("max-unrewarded")
    int unrewardedMax();
}
