package io.nucleate.generator;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.StructureChecks;
import io.nucleate.crystal.substitution.ElementLikeness;
import io.nucleate.crystal.substitution.Exchanges;
import io.nucleate.crystal.substitution.Exchanges.Exchanged;
import io.nucleate.policy.Draws;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.schemas.RunSampling;
import io.nucleate.schemas.SubstitutionRecord;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The second source of candidates of a run: puts similar elements into crystals that the policy
 * drew. It needs nothing but the run's record. Which candidates it makes, and how, is a function of
 * seed, generator and number, as the policy's draws are ({@link Draws}), so that each can be made
 * again.
 */
public final class SubstitutionSource {
    /** Makes no candidates. */
    public static final SubstitutionSource NONE = new SubstitutionSource(0, null, Constraints.NONE);

    /** Number of exchanges that are tried, until one is found that the run allows. */
    private static final int TRIES_MAX = 16;

    /** Share of the candidates that are substituted. */
    private final double share;

    private final Exchanges exchanges;
    private final Constraints constraints;

    private SubstitutionSource(double share, Exchanges exchanges, Constraints constraints) {
        this.share = share;
        this.exchanges = exchanges;
        this.constraints = constraints;
    }

    /**
     * Makes the source that the record of a run asks for.
     *
     * @param constraints of the run, which bind every candidate
     * @throws IllegalArgumentException for unknown sources, a share that is none, or constraints
     *     that leave nothing to exchange
     */
    public static SubstitutionSource of(RunSampling record, Constraints constraints) {
        Set<CandidateSource> sources = CandidateSource.of(record.getProposals());
        if (!sources.contains(CandidateSource.SUBSTITUTION)) {
            return NONE;
        }
        if (constraints.hasFormula()) {
            throw new IllegalArgumentException("substitution makes other formulas than the one that"
                    + " the run is constrained to; leave it out of the sources of candidates");
        }
        double share = record.getSubstitutionShare();
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "sampling.substitutionShare must be between 0 and 1, not " + share);
        }
        return new SubstitutionSource(
                sources.contains(CandidateSource.POLICY) ? share : 1,
                new Exchanges(ElementLikeness.shipped()),
                constraints);
    }

    /**
     * Returns what takes the place of a crystal that the policy drew; empty where the candidate is
     * the policy's.
     *
     * <p>Where no exchange is found that the run allows, the crystal takes its own place, and is
     * relaxed as the others are: which candidates teach the policy depends on their numbers alone.
     *
     * @param seed of the run
     * @param generator name of the generator
     * @param number of the candidate
     * @param drawn by the policy under that number
     */
    public Optional<Exchanged> replacing(long seed, String generator, long number, Crystal drawn) {
        if (!isSubstituted(number)) {
            return Optional.empty();
        }
        SplittableRandom random =
                Draws.of(seed, generator + "/substitution", number, 1).get(0);
        for (int i = 0; i < TRIES_MAX; i++) {
            Optional<Exchanged> exchanged =
                    exchanges.draw(drawn, random).filter(this::isWorthComputing);
            if (exchanged.isPresent()) {
                return exchanged;
            }
        }
        return Optional.of(Exchanged.none(drawn));
    }

    /** Tells which candidates are substituted: the share, spread evenly over the numbers. */
    private boolean isSubstituted(long number) {
        return Math.floor((number + 1) * share) > Math.floor(number * share);
    }

    private boolean isWorthComputing(Exchanged exchanged) {
        Crystal crystal = exchanged.crystal();
        return constraints.allows(crystal)
                && !StructureChecks.of(crystal.primitiveStructure()).atomsTooClose();
    }

    /** Writes for a candidate's record what it was made from, and how. */
    public static SubstitutionRecord record(Crystal parent, Exchanged exchanged) {
        Map<String, String> replacements = new TreeMap<>();
        exchanged
                .replacements()
                .forEach(
                        (old, replacement) -> replacements.put(old.symbol(), replacement.symbol()));
        return new SubstitutionRecord(
                parent.composition().reducedFormula(), exchanged.change().word(), replacements);
    }
}
