package io.nucleate.learner.pretraining;

/**
 * How a policy is trained.
 *
 * @param epochs passes over the training crystals; the learning rate falls to 0 along half a cosine over all of them
 * @param batchSize crystals of one step, all with the same number of sites
 * @param learningRate of Adam, after the warm-up
 * @param warmupSteps steps over which the rate rises from 0
 * @param dropout after attention and perceptron
 * @param weightDecay decoupled, of matrices
 * @param maxGradientNorm global norm to which the gradient is clipped
 * @param seed of the initial weights, the order of the batches and the dropout
 */
public record PretrainingSettings(
        int epochs,
        int batchSize,
        double learningRate,
        int warmupSteps,
        double dropout,
        double weightDecay,
        double maxGradientNorm,
        long seed) {
    public PretrainingSettings {
        if (epochs < 1 || batchSize < 1) {
            throw new IllegalArgumentException("pre-training needs at least one epoch and one crystal per batch");
        }
        if (!(learningRate > 0) || !(maxGradientNorm > 0) || !(dropout >= 0 && dropout < 1) || !(weightDecay >= 0)) {
            throw new IllegalArgumentException(
                    "learning rate and gradient norm must be positive, dropout in [0, 1), weight decay not negative");
        }
    }

    /**
     * What a checkpoint must agree with to be gone on from: all but the number of epochs, since a training may be extended or
     * brought to its end early, the learning rate then following the new length.
     */
    String identity() {
        return String.format(
                java.util.Locale.ROOT,
                "batch size %d, learning rate %s, warm-up %d, dropout %s, weight decay %s, gradient norm %s, seed %d",
                batchSize,
                learningRate,
                warmupSteps,
                dropout,
                weightDecay,
                maxGradientNorm,
                seed);
    }

    /** Rate of a step, counted from 0, of a training with so many. */
    double learningRate(long step, long steps) {
        if (step < warmupSteps) {
            return learningRate * (step + 1) / warmupSteps;
        }
        double progress = (double) (step - warmupSteps) / Math.max(1, steps - warmupSteps);
        return learningRate * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
    }
}
