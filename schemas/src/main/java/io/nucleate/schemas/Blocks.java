package io.nucleate.schemas;

import java.util.Optional;

/**
 * How a deterministic run divides the numbers of its candidates: block b is drawn with exactly
 * version max(0, b − {@link #LAG}) of the policy, and version b + 1 is made of exactly block b. So
 * every version is a function of the run's record alone, however fast anybody works.
 *
 * @param size candidates of a block, a multiple of the batch that a generator samples at a time
 */
public record Blocks(int size) {
    /**
     * Blocks that are drawn ahead of the version that learns from them: with fewer the generator
     * would wait for the learner, with more the policy would learn from older crystals.
     */
    public static final int LAG = 2;

    /** Returns the blocks of a run; empty if it is not deterministic. */
    public static Optional<Blocks> of(Run run) {
        return run.getDeterministic()
                ? Optional.of(of(
                        LearningWindow.size(run.getLearning()),
                        run.getSampling().getBatchSize()))
                : Optional.empty();
    }

    /** Returns the smallest blocks that hold a window of the learner, in whole sampling batches. */
    public static Blocks of(int learningWindow, int samplingBatchSize) {
        int batches = (learningWindow + samplingBatchSize - 1) / samplingBatchSize;
        return new Blocks(batches * samplingBatchSize);
    }

    /** Returns the version of the policy that draws a candidate. */
    public int versionFor(long sequence) {
        return Math.toIntExact(Math.max(0, sequence / size - LAG));
    }

    /** Returns the number of the first candidate that makes the version after this one. */
    public long first(int version) {
        return (long) version * size;
    }
}
