package io.nucleate.learner.service;

import java.util.Optional;

/**
 * What a learner goes on from. No version is ever published with two contents, and no outcome is
 * learned from twice in the weights that the run goes on with.
 *
 * <table>
 * <caption>By the versions that are there, w being the newest published one</caption>
 * <tr><th>checkpoint</th><th>published</th><th>goes on from</th></tr>
 * <tr><td>none</td><td>none, or 0</td><td>{@link #START}</td></tr>
 * <tr><td>none</td><td>w</td><td>{@link #PUBLISHED}</td></tr>
 * <tr><td>w or newer</td><td>none, or w</td><td>{@link #CHECKPOINT}</td></tr>
 * <tr><td>w with other weights, because another learner published w</td><td>w</td>
 *     <td>{@link #PUBLISHED}</td></tr>
 * <tr><td>w − 1, because w's is damaged</td><td>w</td><td>{@link #PREDECESSOR}</td></tr>
 * <tr><td>older</td><td>w</td><td>{@link #PUBLISHED}</td></tr>
 * </table>
 */
enum StartingPoint {
    /** Begins with version 0, and reads all outcomes. */
    START,
    /** Publishes the checkpoint's version, the first time or again, and reads on. */
    CHECKPOINT,
    /**
     * Publishes the checkpoint's weights as version w + 1, and reads on: what made version w is
     * learned from again, in these weights for the first time.
     */
    PREDECESSOR,
    /**
     * Takes the weights of version w; its next update is w + 1. Lost are the optimiser's moments,
     * the baseline, the memory of repeats, the elites, the elements' shares at the start, and the
     * outcomes that have come but made no version: all that have come are accounted for by their
     * keys, and none is learned from, as nobody knows which were.
     */
    PUBLISHED;

    /**
     * In a deterministic run the outcomes make the same versions again, bit for bit: it goes on
     * from any state, and without one from the start.
     */
    static StartingPoint ofDeterministic(Optional<Integer> checkpoint) {
        return checkpoint.isPresent() ? CHECKPOINT : START;
    }

    /**
     * @param isSame whether the checkpoint's weights are those that are published; of interest
     *     where the versions are the same
     */
    static StartingPoint of(
            Optional<Integer> checkpoint, Optional<Integer> published, boolean isSame) {
        int newest = published.orElse(0);
        if (checkpoint.isEmpty()) {
            return newest == 0 ? START : PUBLISHED;
        }
        int behind = newest - checkpoint.get();
        if (behind == 0 && published.isPresent() && !isSame) {
            return PUBLISHED;
        }
        if (behind <= 0) {
            return CHECKPOINT;
        }
        return behind == 1 ? PREDECESSOR : PUBLISHED;
    }
}
