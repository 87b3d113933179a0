package io.nucleate.learner.service;

import io.nucleate.learner.reinforcement.ReinforcementSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Settings {@code nucleate.learner.*}, see {@link ReinforcementSettings}; a misspelt one stops the
 * start.
 */
@ConfigMapping(prefix = "nucleate.learner")
public interface LearnerSettings {
    /** Where checkpoints live. */
    @WithDefault("learner-data")
    Path dataDir();

    /** Policy that a new run starts from; the shipped one where it is not set. */
    Optional<Path> initialWeights();

    OptionalInt batchSize();

    OptionalInt epochs();

    OptionalDouble learningRate();

    OptionalDouble clip();

    OptionalDouble maxGradientNorm();

    OptionalDouble klPenalty();

    OptionalInt maxStaleness();

    OptionalDouble maxImportanceWeight();

    OptionalDouble baselineDecay();

    OptionalDouble baselinePrior();

    default ReinforcementSettings reinforcement() {
        ReinforcementSettings standard = ReinforcementSettings.DEFAULT;
        return new ReinforcementSettings(
                batchSize().orElse(standard.batchSize()),
                epochs().orElse(standard.epochs()),
                learningRate().orElse(standard.learningRate()),
                clip().orElse(standard.clip()),
                maxGradientNorm().orElse(standard.maxGradientNorm()),
                klPenalty().orElse(standard.klPenalty()),
                maxStaleness().orElse(standard.maxStaleness()),
                maxImportanceWeight().orElse(standard.maxImportanceWeight()),
                baselineDecay().orElse(standard.baselineDecay()),
                baselinePrior().orElse(standard.baselinePrior()));
    }
}
