package io.nucleate.schemas;

/**
 * Keys of {@link Topic#POLICY_WEIGHTS}, by which compaction leaves versions of each run. Readers do
 * not need them: each record says run and version. Releases before 0.3 wrote {@code chunk-0} and
 * {@code manifest} for all runs.
 *
 * <table>
 * <caption>What is written of a version</caption>
 * <tr><th>version</th><th>key</th><th>stays</th></tr>
 * <tr><td>each</td><td>{@code run/recent-0/chunk-0} to {@code run/recent-3/…}</td>
 *     <td>until the fourth version after it</td></tr>
 * <tr><td>0, and each hundredth</td><td>{@code run/version-100/chunk-0}</td>
 *     <td>for good</td></tr>
 * </table>
 */
final class WeightsKeys {
    /** Versions that always stay; one more than {@link Blocks} may need. */
    private static final int RECENT = 4;

    private static final int KEPT_EACH = 100;

    private WeightsKeys() {}

    /** Returns the start of the keys of a version among the newest. */
    static String recent(String run, int version) {
        return run + "/recent-" + version % RECENT;
    }

    /** Returns the start of the keys of a version that is kept for good. */
    static String kept(String run, int version) {
        return run + "/version-" + version;
    }

    /** Returns whether a version is kept for good. */
    static boolean isKept(int version) {
        return version % KEPT_EACH == 0;
    }
}
