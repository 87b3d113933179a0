package io.nucleate.schemas;

import io.nucleate.crystal.Metastability;

/**
 * What an audit says of a crystal that the policy drew. What could not be scored is audited as
 * well: as a crystal of which nothing came.
 *
 * @param kind the same for crystals with the same protostructure as sampled
 * @param metastable by the first potential, relaxed
 * @param novel is no known material
 * @param confirmed metastable by the second potential too
 * @param sites occupied Wyckoff positions
 */
public record AuditedCrystal(
        long sampledAtMs,
        String id,
        String kind,
        boolean metastable,
        boolean novel,
        boolean confirmed,
        int sites) {

    /** Returns what an audit found. */
    public static AuditedCrystal of(Scored audit) {
        Candidate candidate = audit.getCandidate();
        boolean metastable = audit.getGates().isEmpty()
                && audit.getEnergyAboveHullEvPerAtom() != null
                && Metastability.isWithin(audit.getEnergyAboveHullEvPerAtom());
        return new AuditedCrystal(
                candidate.getSampledAt().toEpochMilli(),
                CandidateIds.text(candidate.getId()),
                CrystalRecords.protostructure(candidate.getCrystal()).text(),
                metastable,
                audit.getKnownMaterial() == null,
                metastable
                        && audit.getJudgement() != null
                        && Metastability.isWithin(
                                audit.getJudgement().getEnergyAboveHullEvPerAtom()),
                candidate.getCrystal().getSites().size());
    }

    /** Tells whether it counts as metastable, unique and novel if it is the first of its kind. */
    public boolean mayBeMsun() {
        return metastable && novel;
    }

    /** Tells whether the second potential says so too. */
    public boolean mayBeConfirmedMsun() {
        return confirmed && novel;
    }

    /** Returns what is said of a candidate that could not be scored. */
    public static AuditedCrystal ofRejected(Candidate candidate) {
        String id = CandidateIds.text(candidate.getId());
        return new AuditedCrystal(
                candidate.getSampledAt().toEpochMilli(),
                id,
                id,
                false,
                false,
                false,
                candidate.getCrystal().getSites().size());
    }
}
