package io.nucleate.learner.service;

import io.nucleate.learner.reinforcement.ReinforcementSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Settings {@code nucleate.learner.*}, see {@link ReinforcementSettings}; a misspelt one stops the
 * start.
 */
@ConfigMapping(prefix = "nucleate.learner")
public interface LearnerSettings {
    /** Directory of the checkpoints, or {@code s3://bucket/prefix}; see {@link S3Storage}. */
    @WithDefault("learner-data")
    String dataDir();

    /** Address of an S3 server other than Amazon's. */
    @WithName("s3-endpoint")
    Optional<URI> s3Endpoint();

    /**
     * Policy that a new run starts from: file or directory, as
     * {@link io.nucleate.learner.optimization.TrainedWeights} reads them; the shipped policy where
     * it is not set.
     */
    Optional<Path> initialWeights();

    OptionalInt batchSize();

    OptionalInt epochs();

    OptionalDouble learningRate();

    OptionalDouble clip();

    @WithName("max-gradient-norm")
    OptionalDouble gradientNormMax();

    OptionalDouble klPenalty();

    @WithName("max-staleness")
    OptionalInt stalenessMax();

    @WithName("max-importance-weight")
    OptionalDouble importanceWeightMax();

    OptionalDouble baselineDecay();

    OptionalDouble baselinePrior();

    RepeatsSettings repeats();

    /** Without an outcome for so long the learner stands still, which its health says. */
    @WithDefault("60s")
    Duration standingAfter();

    /** After so many outcomes in a row that it cannot learn from the learner stands still. */
    @WithDefault("2000")
    @WithName("max-unrewarded")
    int unrewardedMax();

    default ReinforcementSettings reinforcement() {
        ReinforcementSettings standard = ReinforcementSettings.DEFAULT;
        return new ReinforcementSettings(
                batchSize().orElse(standard.batchSize()),
                epochs().orElse(standard.epochs()),
                learningRate().orElse(standard.learningRate()),
                clip().orElse(standard.clip()),
                gradientNormMax().orElse(standard.gradientNormMax()),
                klPenalty().orElse(standard.klPenalty()),
                stalenessMax().orElse(standard.stalenessMax()),
                importanceWeightMax().orElse(standard.importanceWeightMax()),
                baselineDecay().orElse(standard.baselineDecay()),
                baselinePrior().orElse(standard.baselinePrior()),
                repeats().memory().orElse(standard.repeatsMemory()),
                repeats().factor().orElse(standard.repeatsFactor()));
    }

    /** The settings {@code nucleate.learner.repeats.*}; see {@link ReinforcementSettings}. */
    interface RepeatsSettings {
        OptionalInt memory();

        OptionalDouble factor();
    }
}
