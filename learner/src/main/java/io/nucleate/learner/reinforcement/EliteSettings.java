package io.nucleate.learner.reinforcement;

/**
 * Settings of elite replay.
 *
 * @param size most crystals that are kept, the best of each protostructure; 0 for no replay
 * @param share elites replayed in each update, as a share of its batch; at least one, if one is
 *     kept
 * @param weight weight of the elites' mean log-density in the objective. In units of
 *     {@code nucleate}'s scaled advantages: with weight equal to share, an elite counts as much as
 *     a crystal of the batch with an advantage of 1
 */
public record EliteSettings(int size, double share, double weight) {
    /** Without replay. */
    public static final EliteSettings NONE = new EliteSettings(0, 0.1, 0.1);

    /** Bounds the learner's state: an elite takes some 500 bytes. */
    private static final int SIZE_MAX = 10_000;

    public EliteSettings {
        if (size < 0 || size > SIZE_MAX) {
            throw new IllegalArgumentException("learning.elite.size must be from 0 to " + SIZE_MAX
                    + ", not " + size + ": elites are part of the learner's state");
        }
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "learning.elite.share must be above 0 and at most 1, not " + share
                            + "; learning.elite.size=0 replays nothing");
        }
        if (!(weight > 0 && Double.isFinite(weight))) {
            throw new IllegalArgumentException("learning.elite.weight must be positive, not "
                    + weight + "; learning.elite.size=0 replays nothing");
        }
    }

    /** Returns whether anything is kept. */
    public boolean isOn() {
        return size > 0;
    }
}
