package io.nucleate.energy.property;

import java.util.Map;

/**
 * The settings of the training of a readout.
 *
 * @param members number of networks in the ensemble; they start from different weights and are
 *     trained on the same batches
 * @param hidden width of both hidden layers
 * @param epochs number of passes over the data; the learning rate falls to 0 along a cosine
 * @param batchSize number of examples in a step
 * @param learningRate learning rate of Adam after the warm-up
 * @param weightDecay weight decay, see {@link io.nucleate.tensors.Adam#step}
 * @param seed seed of the first weights, the order of the examples and the division into folds
 */
public record ReadoutSettings(
        int members,
        int hidden,
        int epochs,
        int batchSize,
        double learningRate,
        double weightDecay,
        long seed) {

    /** @throws IllegalArgumentException if a number is not in the range in which training works */
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
