package io.nucleate.learner.service;

import io.nucleate.learner.reinforcement.ReinforcementSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Settings {@code nucleate.learner.*}, see {@link ReinforcementSettings}; a misspelt one stops the start. */
@ConfigMapping(prefix = "nucleate.learner")
public interface LearnerSettings {
    /** Where checkpoints live. */
    @WithDefault("learner-data")
    Path dataDir();

    /** Policy that a new run starts from; the shipped one where it is not set. */
    Optional<Path> initialWeights();

    @WithDefault("128")
    int batchSize();

    @WithDefault("3")
    int epochs();

    @WithDefault("3e-4")
    double learningRate();

    @WithDefault("0.2")
    double clip();

    @WithDefault("1")
    double maxGradientNorm();

    @WithDefault("0.05")
    double klPenalty();

    @WithDefault("4")
    int maxStaleness();

    @WithDefault("2")
    double maxImportanceWeight();

    @WithDefault("0.99")
    double baselineDecay();

    @WithDefault("10")
    double baselinePrior();

    default ReinforcementSettings reinforcement() {
        return new ReinforcementSettings(
                batchSize(),
                epochs(),
                learningRate(),
                clip(),
                maxGradientNorm(),
                klPenalty(),
                maxStaleness(),
                maxImportanceWeight(),
                baselineDecay(),
                baselinePrior());
    }
}
