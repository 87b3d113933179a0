package io.nucleate.dashboard.view;

import io.nucleate.evaluation.Share;

/**
 * What audits found in the crystals of some neighbouring policy versions. An audit relaxes a
 * crystal and asks a second potential, whatever the run rewards.
 *
 * @param fromVersion the first version whose audits are among them
 * @param toVersion the last one
 * @param crystals audits; those that could not be scored count as failures
 * @param msun share that is metastable once relaxed, the first of its kind among these, and no
 *     known material
 * @param confirmedMsun share of which a second potential says so too
 * @param meanSites mean number of occupied Wyckoff positions
 */
public record AuditWindow(
        int fromVersion,
        int toVersion,
        long crystals,
        Share msun,
        Share confirmedMsun,
        double meanSites) {
    /** Audits that a window holds at least, if there are so many: shares are good to 10 points. */
    public static final int CRYSTALS_MIN = 100;

    /** @param sums of at least one audit */
    static AuditWindow of(int fromVersion, int toVersion, AuditSums sums) {
        int crystals = Math.toIntExact(sums.crystals());
        return new AuditWindow(
                fromVersion,
                toVersion,
                crystals,
                share(sums.msun(), crystals),
                share(sums.confirmedMsun(), crystals),
                (double) sums.sites() / crystals);
    }

    /** The number of kinds may be an estimate. */
    private static Share share(DistinctSketch kinds, int crystals) {
        return Share.of(Math.min(crystals, kinds.estimate()), crystals);
    }
}
