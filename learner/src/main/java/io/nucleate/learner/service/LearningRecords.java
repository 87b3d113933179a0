package io.nucleate.learner.service;

import io.nucleate.learner.reinforcement.Algorithm;
import io.nucleate.learner.reinforcement.Choice;
import io.nucleate.learner.reinforcement.ElementShareSettings;
import io.nucleate.learner.reinforcement.EliteSettings;
import io.nucleate.learner.reinforcement.ReinforcementSettings;
import io.nucleate.learner.reinforcement.Strata;
import io.nucleate.learner.reinforcement.WindowSettings;
import io.nucleate.schemas.RunElite;
import io.nucleate.schemas.RunLearning;
import io.nucleate.schemas.RunRepeats;

/** Settings of learning as the record of a run has them. */
public final class LearningRecords {
    private LearningRecords() {}

    /** Returns the settings of a run whose user sets none. */
    public static RunLearning standard() {
        return write(ReinforcementSettings.DEFAULT);
    }

    /** Writes the settings of reinforcement. */
    static RunLearning write(ReinforcementSettings settings) {
        return new RunLearning(
                settings.algorithm().text(),
                settings.batchSize(),
                settings.epochs(),
                settings.learningRate(),
                settings.clip(),
                settings.gradientNormMax(),
                settings.klPenalty(),
                settings.stalenessMax(),
                settings.importanceWeightMax(),
                settings.baselineDecay(),
                settings.baselinePrior(),
                new RunRepeats(settings.repeatsMemory(), settings.repeatsFactor()),
                settings.window().size(),
                settings.window().choice().text(),
                new RunElite(
                        settings.elite().size(),
                        settings.elite().share(),
                        settings.elite().weight()),
                settings.strata().text(),
                settings.strata().pull(),
                settings.elementShares().max(),
                settings.elementShares().penalty());
    }

    /**
     * Reads the settings of reinforcement.
     *
     * @throws IllegalArgumentException if nothing can be learned with them
     */
    public static ReinforcementSettings reinforcement(RunLearning record) {
        return new ReinforcementSettings(
                Algorithm.of(record.getAlgorithm()),
                record.getBatchSize(),
                record.getEpochs(),
                record.getLearningRate(),
                record.getClip(),
                record.getGradientNormMax(),
                record.getKlPenalty(),
                record.getStalenessMax(),
                record.getImportanceWeightMax(),
                record.getBaselineDecay(),
                record.getBaselinePrior(),
                record.getRepeats().getMemory(),
                record.getRepeats().getFactor(),
                new WindowSettings(record.getWindow(), Choice.of(record.getChoice())),
                new EliteSettings(
                        record.getElite().getSize(),
                        record.getElite().getShare(),
                        record.getElite().getWeight()),
                Strata.parse(record.getStrata()).withPull(record.getStrataPull()),
                new ElementShareSettings(record.getElementShareMax(), record.getElementPenalty()));
    }
}
