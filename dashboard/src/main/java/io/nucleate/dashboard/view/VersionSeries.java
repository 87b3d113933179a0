package io.nucleate.dashboard.view;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;

/**
 * Statistics by policy version. Long runs are thinned by taking neighbouring versions together.
 *
 * @param run run id; null while there is none
 * @param versionsPerRow a power of two; rows begin at its multiples
 * @param rows ascending; versions without crystals are absent
 */
public record VersionSeries(String run, int versionsPerRow, List<Row> rows) {

    /**
     * One version, or several.
     *
     * @param version the first of the row
     * @param meanReward null where every crystal abstained
     * @param fractionNew of those near the hull, the fraction that is no known material; null where
     *     there are none
     * @param gates crystals that each guard stopped, by its name
     * @param audit of the row and of those before it that make the window full; null where there is
     *     no audit yet
     * @param learner means over the updates that produced the row's versions; null for the
     *     pre-trained policy
     */
    public record Row(
            int version,
            long crystals,
            Double meanReward,
            double fractionBelowTenth,
            double fractionGated,
            double fractionAbstained,
            double fractionDistinct,
            Double fractionNew,
            Map<String, Long> gates,
            Hull hull,
            AuditWindow audit,
            LearnerMeans learner) {

        /**
         * @param audit null where there is none
         * @param updates null where there are none
         */
        static Row of(
                int version,
                VersionStatistics statistics,
                AuditWindow audit,
                UpdateStatistics updates) {
            return new Row(
                    version,
                    statistics.crystals(),
                    boxed(statistics.meanReward()),
                    statistics.fractionBelowTenth(),
                    statistics.fractionGated(),
                    statistics.fractionAbstained(),
                    statistics.fractionDistinct(),
                    boxed(statistics.fractionNew()),
                    statistics.gates(),
                    Hull.of(statistics),
                    audit,
                    LearnerMeans.of(updates));
        }
    }

    /**
     * Distribution of the energy above hull in eV/atom. Quartiles count crystals stopped by a guard
     * as infinitely far: one that would be such a crystal is null.
     *
     * @param counts crystals that passed the guards, by bin of {@link HullHistogram}; empty bins
     *     are absent
     */
    public record Hull(
            Double lowerQuartile,
            Double median,
            Double upperQuartile,
            SortedMap<Integer, Long> counts) {

        private static Hull of(VersionStatistics statistics) {
            return new Hull(
                    boxed(statistics.hullQuantile(0.25)),
                    boxed(statistics.hullQuantile(0.5)),
                    boxed(statistics.hullQuantile(0.75)),
                    statistics.hull().counts());
        }
    }

    /**
     * Means over updates.
     *
     * @param klToPretrained in nats
     * @param meanStaleness age of the crystals learned from, in versions
     */
    public record LearnerMeans(
            double klToPretrained, double meanStaleness, double clipFraction, double learnSeconds) {

        private static LearnerMeans of(UpdateStatistics sums) {
            return sums == null
                    ? null
                    : new LearnerMeans(
                            sums.klToPretrained() / sums.updates(),
                            sums.staleness() / sums.updates(),
                            sums.clipFraction() / sums.updates(),
                            sums.learnSeconds() / sums.updates());
        }
    }

    static Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
