package io.nucleate.schemas.discovery;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.matching.Protostructure;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.Scored;

import java.util.Locale;
import java.util.Optional;

/**
 * A crystal that a run found: the best of its protostructure.
 *
 * @param crystal as its energies were computed: relaxed where it was relaxed, else as sampled
 * @param novelty empty where it was not compared with what is known
 */
public record Discovery(
        Scored scored, Crystal crystal, Protostructure protostructure, Optional<Novelty> novelty) {

    /**
     * Reads a record, of which only its scorer knows whether it is known.
     *
     * @throws IllegalArgumentException if it describes no crystal, with the reason
     */
    public static Discovery of(Scored scored) {
        Crystal crystal = CrystalRecords.read(CrystalRecords.evaluated(scored));
        return new Discovery(scored, crystal, Protostructure.of(crystal), Optional.empty());
    }

    /** Run, generator and sequence. */
    public String id() {
        return CandidateIds.text(scored.getCandidate().getId());
    }

    /**
     * Returns the name of a file of its own, without extension: rank, formula and space group.
     *
     * @param index 0 for the first of a list
     */
    public String fileName(int index) {
        return String.format(
                Locale.ROOT,
                "%05d-%s-%d",
                index + 1,
                scored.getFormula(),
                crystal.spaceGroup().number());
    }
}
