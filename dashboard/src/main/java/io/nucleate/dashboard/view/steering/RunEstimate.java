package io.nucleate.dashboard.view.steering;

import io.nucleate.schemas.Run;

/**
 * What a run would cost, by the pace of those that are running.
 *
 * @param crystalsPerVersion crystals with a reward that make one version of the policy
 * @param runs runs that would share the scorers, this one included
 * @param crystalsPerSecond its share of the pace; null where nothing is being scored
 * @param secondsPerVersion null where nothing is being scored
 */
public record RunEstimate(
        int crystalsPerVersion, int runs, Double crystalsPerSecond, Double secondsPerVersion) {

    /**
     * Estimates a run.
     *
     * @param scoredPerSecond of all runs together at present
     * @param running runs that are running
     */
    public static RunEstimate of(Run run, double scoredPerSecond, int running) {
        int crystals =
                Math.max(run.getLearning().getBatchSize(), run.getLearning().getWindow());
        int runs = running + 1;
        if (scoredPerSecond == 0) {
            return new RunEstimate(crystals, runs, null, null);
        }
        double share = scoredPerSecond / runs;
        return new RunEstimate(crystals, runs, share, crystals / share);
    }
}
