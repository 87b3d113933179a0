package io.nucleate.learner.pretraining;

/**
 * Settings of a training by maximum likelihood.
 *
 * @param epochs passes over the training crystals
 * @param patience epochs without a better validation after which the training ends early; 0 for
 *     never
 * @param batchSize crystals of one step, all with the same number of sites
 * @param learningRate step size of Adam
 * @param dropout after attention and perceptron
 * @param weightDecay decoupled, of matrices
 * @param gradientNormMax global norm to which the gradient is clipped
 * @param averageDecay decay of the exponential moving average of the weights, which is validated
 *     and kept; 0 for no average
 * @param conditionDropout rate of {@link ConditionDropout}, for policies that learn conditions
 * @param conditionsOnly whether everything else stays as it was at the start
 * @param description choice of the description by which a crystal is learned
 * @param threads that share each batch; the numbers depend on how many in their last digits and in
 *     what dropout drops
 * @param seed of the initial weights, the order of the batches, the descriptions and the dropouts
 */
public record PretrainingSettings(
        int epochs,
        int patience,
        int batchSize,
        LearningRate learningRate,
        double dropout,
        double weightDecay,
        double gradientNormMax,
        double averageDecay,
        double conditionDropout,
        boolean conditionsOnly,
        Description description,
        int threads,
        long seed) {
    public PretrainingSettings {
        if (epochs < 1 || batchSize < 1 || threads < 1 || patience < 0) {
            throw new IllegalArgumentException(
                    "pre-training needs at least one epoch, one crystal per batch and one"
                            + " thread, and no negative patience");
        }
        if (!(gradientNormMax > 0) || !(dropout >= 0 && dropout < 1) || !(weightDecay >= 0)) {
            throw new IllegalArgumentException(
                    "the gradient norm must be positive, dropout in [0, 1), weight decay not"
                            + " negative");
        }
        if (!(averageDecay >= 0 && averageDecay < 1)) {
            throw new IllegalArgumentException(
                    "the decay of the average must be in [0, 1), found " + averageDecay);
        }
        if (!(conditionDropout >= 0 && conditionDropout < 1)) {
            throw new IllegalArgumentException(
                    "the dropout of conditions must be in [0, 1), found " + conditionDropout);
        }
    }

    /**
     * Returns the settings that a checkpoint must agree with: all but the number of epochs and the
     * patience, since a training may be extended or brought to its end early, the learning rate
     * then following the new length, and the threads.
     */
    String identity() {
        return String.format(
                        java.util.Locale.ROOT,
                        "batch size %d, %s, dropout %s, weight decay %s, gradient norm %s,"
                                + " average %s, descriptions %s, seed %d",
                        batchSize,
                        learningRate,
                        dropout,
                        weightDecay,
                        gradientNormMax,
                        averageDecay,
                        description,
                        seed)
                + (conditionDropout > 0
                        ? String.format(
                                java.util.Locale.ROOT, ", condition dropout %s", conditionDropout)
                        : "")
                + (conditionsOnly ? ", conditions only" : "");
    }
}
