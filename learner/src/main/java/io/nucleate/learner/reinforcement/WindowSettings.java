package io.nucleate.learner.reinforcement;

/**
 * What is priced before each update, and what of it is learned from.
 *
 * @param size crystals with a reward that are priced before an update; 0 for a batch, all of which
 *     is learned from
 * @param choice how the batch is chosen from the window
 */
public record WindowSettings(int size, Choice choice) {
    /** Learns from all that is priced. */
    public static final WindowSettings NONE = new WindowSettings(0, Choice.VARIANCE);

    public WindowSettings {
        if (size < 0) {
            throw new IllegalArgumentException("learning.window=" + size
                    + " cannot be negative; 0 learns from all that is priced");
        }
    }
}
