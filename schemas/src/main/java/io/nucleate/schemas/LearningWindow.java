package io.nucleate.schemas;

/** How many crystals a learner awaits before each update. */
public final class LearningWindow {
    private LearningWindow() {}

    /** Returns the crystals with a reward that are priced before an update of a run's policy. */
    public static int size(RunLearning learning) {
        return learning.getWindow() == 0 ? learning.getBatchSize() : learning.getWindow();
    }
}
