package io.nucleate.energy.property;

import java.util.Map;

/**
 * How a readout is trained.
 *
 * @param members networks of the ensemble; they start from different weights and see the same
 *     batches
 * @param hidden width of both hidden layers
 * @param epochs passes over the data; the learning rate falls along a cosine to nothing at the end
 * @param batchSize examples a step
 * @param learningRate of Adam, after a warm-up
 * @param weightDecay see {@link io.nucleate.tensors.Adam#step}
 * @param seed of weights and order, and of which groups are held out together
 */
public record ReadoutSettings(
        int members,
        int hidden,
        int epochs,
        int batchSize,
        double learningRate,
        double weightDecay,
        long seed) {

    /** @throws IllegalArgumentException for settings with which nothing can be trained */
    public ReadoutSettings {
        if (members < 1 || hidden < 1 || epochs < 1 || batchSize < 1) {
            throw new IllegalArgumentException(
                    "members, width, epochs and batch size must be positive: " + members + ", "
                            + hidden + ", " + epochs + ", " + batchSize);
        }
        if (!(learningRate > 0) || !(weightDecay >= 0)) {
            throw new IllegalArgumentException(
                    "the learning rate must be positive, the weight decay not negative: "
                            + learningRate + ", " + weightDecay);
        }
    }

    Map<String, String> toMetadata() {
        return Map.of(
                "members", Integer.toString(members),
                "hidden", Integer.toString(hidden),
                "training.epochs", Integer.toString(epochs),
                "training.batch_size", Integer.toString(batchSize),
                "training.learning_rate", Double.toString(learningRate),
                "training.weight_decay", Double.toString(weightDecay),
                "training.seed", Long.toString(seed));
    }
}
