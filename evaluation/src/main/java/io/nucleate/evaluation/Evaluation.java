package io.nucleate.evaluation;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.nucleate.crystal.matching.Tolerances;

import java.util.Map;
import java.util.Optional;

/**
 * What a set of generated crystals is worth. Every share is out of all crystals, valid or not. The
 * glossary is in docs/policy.md, section Evaluation.
 *
 * @param crystals how many there are
 * @param protocol how the numbers were made
 * @param unique kinds of crystals: those that the matcher takes for one count once
 * @param stability absent where no energies were given
 * @param coverage absent where the reference has no structures, or nothing valid was generated
 */
public record Evaluation(
        int crystals,
        Protocol protocol,
        Validity validity,
        Share unique,
        Novelty novelty,
        Optional<Stability> stability,
        Distributions distributions,
        Optional<Coverage> coverage) {

    /**
     * @param known how many materials are known
     * @param knownBy how a known material was recognised
     * @param reference what distributions and coverage are compared with
     */
    public record Protocol(
            Tolerances matcher,
            double shortestDistanceAngstrom,
            String oxidationStates,
            int known,
            String knownBy,
            String reference) {}

    /** @param both structural and compositional */
    public record Validity(Share structural, Share compositional, Share both) {}

    /**
     * @param novel not among the known materials
     * @param undecided of which that cannot be said, because their symmetry is not known; they do
     *     not count as novel
     */
    public record Novelty(Share novel, Share uniqueAndNovel, Share undecided) {}

    /**
     * Stability by energy. No energy is computed for a structure that is not structurally valid; a
     * structure without energy is neither stable nor metastable.
     *
     * @param evaluated materials with an energy; JSON has called it {@code priced} from the first
     *     release on
     * @param energyAboveHullEvPerAtom quartiles of the materials with an energy
     * @param sparseHull materials with an energy, but over so few known phases that the distance to
     *     the hull says little
     * @param stable below the hull of the known phases
     * @param metastable less than 0.1 eV/atom above it, stable ones included
     * @param sun kinds that are stable, unique and novel (S.U.N.)
     * @param msun the same for metastable
     * @param warnings how many of the materials with an energy should be doubted, by the word of
     *     the warning; see {@link io.nucleate.energy.EnergyWarnings}
     */
    public record Stability(
            String potential,
            String elementalReferences,
            String hullReference,
            boolean relaxed,
            @JsonProperty("priced") Share evaluated,
            Optional<Quartiles> energyAboveHullEvPerAtom,
            Histogram energyAboveHullHistogram,
            Share sparseHull,
            Share stable,
            Share metastable,
            Share sun,
            Share msun,
            Map<String, Integer> warnings) {}

    /** @param median and so on, by the nearest rank */
    public record Quartiles(double lower, double median, double upper) {}

    /**
     * Of the crystals that are valid in both ways.
     *
     * @param formationEnergyEvPerAtom absent where no energies were given
     */
    public record Distributions(
            int crystals,
            Distribution densityGramPerCm3,
            Optional<Distribution> formationEnergyEvPerAtom,
            Distribution elements,
            Distribution atoms,
            SpaceGroups spaceGroups) {}

    /**
     * @param wasserstein distance between the two in their unit; absent where one of them is empty
     */
    public record Distribution(
            Optional<Double> wasserstein, Histogram generated, Histogram reference) {}

    /**
     * @param totalVariation from 0 for the same proportions to 1 for nothing in common; absent
     *     where one is empty
     */
    public record SpaceGroups(
            Optional<Double> totalVariation,
            Map<Integer, Integer> generated,
            Map<Integer, Integer> reference) {}
}
