package io.nucleate.scorer.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings {@code nucleate.scorer.*}. The service does not start if one is misspelt. */
@ConfigMapping(prefix = "nucleate.scorer")
public interface ScorerSettings {
    /** The potential: a name, or the path of a model card. */
    @WithDefault("chgnet")
    String potential();

    /**
     * The elemental references for formation energies: a name or a file. By default those that
     * belong to the potential.
     */
    Optional<String> elementalReferences();

    JudgeSettings judge();

    /**
     * The potential that judges the candidates of audits: a name, or the path of a model card;
     * {@code none} for a scorer that does no audits. By default one that neither scores nor judges;
     * see {@link AuditPotential}.
     */
    Optional<String> auditPotential();

    /** The phases under the hull: {@code shipped}, or a file that {@code reference build} wrote. */
    @WithDefault("shipped")
    String hullReference();

    /**
     * Tells whether phases that scorers find join the hull. They join it for all scorers of this
     * Kafka and for good; see {@link LivingHull}.
     */
    @WithDefault("false")
    boolean livingHull();

    /**
     * Smallest distance below the living hull, in eV per atom, at which a crystal joins it. It
     * should be larger than the error of the potential.
     */
    @WithDefault("0.05")
    double livingHullBelowEvPerAtom();

    /**
     * Largest number of candidates in one call of the potential. A scorer has at most twice as many
     * in hand.
     */
    @WithDefault("16")
    int batchSize();

    /**
     * Time after which a call of the potential is taken to hang. Then the process ends, and the
     * candidates of the call are tried one at a time. A candidate on which the potential hangs
     * alone is rejected.
     */
    @WithDefault("PT5M")
    Duration deadline();

    /**
     * Files with readouts of properties, written by the verb train-property. They replace the
     * readouts that come with Nucleate.
     */
    Optional<List<String>> readouts();

    /** The settings {@code nucleate.scorer.judge.*}; see {@link io.nucleate.energy.Judge}. */
    interface JudgeSettings {
        /**
         * The second potential, by name or path of a model card; none by default. It pays in
         * pessimistic runs.
         */
        Optional<String> potential();

        Optional<String> elementalReferences();

        /**
         * Bound on the energy above the hull, in eV per atom. Only crystals that the first
         * potential puts below it are judged, because the second potential may be slow. Pessimistic
         * runs have a bound of their own.
         */
        @WithDefault("0.1")
        double energyAboveHullMaxEvPerAtom();
    }
}
