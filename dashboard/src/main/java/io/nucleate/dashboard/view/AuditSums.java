package io.nucleate.dashboard.view;

import io.nucleate.schemas.AuditedCrystal;

/**
 * Sums over the audits of one policy version, or of several neighbouring ones.
 *
 * @param crystals audits
 * @param sites occupied Wyckoff positions of all of them
 * @param msun kinds of crystals that are metastable once relaxed and no known material
 * @param confirmedMsun those of which a second potential says so too
 */
public record AuditSums(
        long crystals, long sites, DistinctSketch msun, DistinctSketch confirmedMsun) {

    public static final AuditSums NONE =
            new AuditSums(0, 0, DistinctSketch.EMPTY, DistinctSketch.EMPTY);

    /** @param crystal one that has not been added before */
    public AuditSums add(AuditedCrystal crystal) {
        return new AuditSums(
                crystals + 1,
                sites + crystal.sites(),
                crystal.mayBeMsun() ? msun.add(crystal.kind()) : msun,
                crystal.mayBeConfirmedMsun() ? confirmedMsun.add(crystal.kind()) : confirmedMsun);
    }

    public AuditSums merge(AuditSums other) {
        return new AuditSums(
                crystals + other.crystals,
                sites + other.sites,
                msun.merge(other.msun),
                confirmedMsun.merge(other.confirmedMsun));
    }
}
