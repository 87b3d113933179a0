package io.nucleate.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.nucleate.crystal.matching.Tolerances;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The quality of a set of generated crystals. Every {@link Share} is a fraction of all crystals,
 * valid or not. Crystals that the structure matcher takes for the same are one kind.
 *
 * @param crystals number of generated crystals
 * @param protocol how the numbers were computed
 * @param unique number of kinds
 * @param stability stability by energy; empty if no energies were computed
 * @param ofValid the same shares as fractions of the valid crystals; empty if the rules do not
 *     remove those that are not valid
 * @param coverage coverage of a reference; empty if the reference has no structures, or if no
 *     generated crystal is valid
 * @param strata shares of the crystals of each size and chemistry
 * @param verdicts verdict on each crystal; not part of the JSON
 */
public record Evaluation(
        int crystals,
        Protocol protocol,
        Validity validity,
        Share unique,
        Novelty novelty,
        Optional<Stability> stability,
        Optional<OfValid> ofValid,
        ComparedDistributions distributions,
        Optional<Coverage> coverage,
        Strata strata,
        @JsonIgnore List<CrystalVerdict> verdicts) {

    /**
     * The protocol of an evaluation.
     *
     * @param rules name of the {@link Rules}
     * @param matcher tolerances of the structure matcher
     * @param shortestDistanceAngstrom smallest distance of two atoms in a valid structure; empty if
     *     it depends on their elements
     * @param oxidationStates what charges are balanced with
     * @param invalidRemoved whether crystals that are not valid are removed first: they count in
     *     the denominators, but are neither unique nor novel, and have no energy
     * @param known number of known materials
     * @param knownBy how a known material is recognised, in words
     * @param reference materials with which distributions and coverage are compared, in words
     */
    public record Protocol(
            String rules,
            Tolerances matcher,
            Optional<Double> shortestDistanceAngstrom,
            String oxidationStates,
            boolean invalidRemoved,
            int known,
            String knownBy,
            String reference) {}

    /**
     * The numbers of valid crystals.
     *
     * @param structural crystals that meet all criteria for the geometry
     * @param compositional crystals that meet all criteria for the composition
     * @param both crystals that are valid in both ways
     * @param criteria crystals that meet each criterion of the rules
     */
    public record Validity(
            Share structural, Share compositional, Share both, Map<String, Share> criteria) {}

    /**
     * The numbers of novel crystals.
     *
     * @param novel crystals that are not among the known materials
     * @param uniqueAndNovel kinds with a novel member
     * @param undecided crystals that cannot be compared with the known materials, because their
     *     symmetry was not found; they do not count as novel
     */
    public record Novelty(Share novel, Share uniqueAndNovel, Share undecided) {}

    /**
     * Shares of the valid crystals.
     *
     * @param crystals number of valid crystals
     * @param stable this and the following are empty if no energies were computed
     */
    public record OfValid(
            int crystals,
            Share unique,
            Share novel,
            Share uniqueAndNovel,
            Optional<Share> stable,
            Optional<Share> metastable,
            Optional<Share> sun,
            Optional<Share> msun) {}

    /**
     * The numbers of stable crystals. No energy is computed for a structure that is not
     * structurally valid; a structure without energy is neither stable nor metastable. So is one
     * that was to be relaxed and could not be.
     *
     * @param potential name and version of the potential
     * @param elementalReferences name of the elemental references
     * @param hullReference identity of the hull
     * @param relaxed whether these are the energies of relaxed crystals, not of those submitted
     * @param evaluated crystals with an energy; the key in JSON is {@code priced}, as in every
     *     release
     * @param energyAboveHullEvPerAtom quartiles of the energy above the hull; empty if no crystal
     *     has an energy
     * @param energyAboveHullHistogram energies above the hull, in eV/atom
     * @param sparseHull crystals with an energy, but in a chemical system with so few known phases
     *     that the distance to the hull says little
     * @param stable crystals below the hull, but by the default rules not more than 0.5 eV/atom
     * @param metastable the stable ones and those less than 0.1 eV/atom above the hull, see
     *     {@link io.nucleate.crystal.Metastability}
     * @param sun kinds with a member that is stable and novel: stable, unique and novel (S.U.N.)
     * @param msun kinds with a member that is metastable and novel; whether a stable member counts
     *     too depends on the rules
     * @param confirmation what a second potential says; empty if none was asked
     * @param warnings number of crystals for each warning about their energetics, see
     *     {@link io.nucleate.energy.EnergyWarnings}
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
            Optional<Confirmation> confirmation,
            Map<String, Integer> warnings) {}

    /**
     * What a second potential says of the crystals that the first one finds metastable: where they
     * are above the same hull, with the geometry of the first.
     *
     * @param potential name and version of the second potential
     * @param asked crystals that it was asked about
     * @param metastable crystals that are metastable by both
     * @param msun kinds with a member that is metastable by both and novel
     * @param meanDifferenceEvPerAtom mean energy above the hull by the second less that by the
     *     first; empty if it was asked about none
     */
    public record Confirmation(
            String potential,
            Share asked,
            Share metastable,
            Share msun,
            Optional<Double> meanDifferenceEvPerAtom) {}

    /** The quartiles of a sample, by the method of the nearest rank. */
    public record Quartiles(double lower, double median, double upper) {}

    /**
     * The distributions of the crystals that are valid in both ways, compared with the reference.
     *
     * @param crystals number of these crystals
     * @param densityGramPerCm3 mass density
     * @param formationEnergyEvPerAtom formation energy; empty if no energies were computed
     * @param elements number of different elements
     * @param atoms number of atoms in the primitive cell
     */
    public record ComparedDistributions(
            int crystals,
            ComparedDistribution densityGramPerCm3,
            Optional<ComparedDistribution> formationEnergyEvPerAtom,
            ComparedDistribution elements,
            ComparedDistribution atoms,
            SpaceGroups spaceGroups) {}

    /**
     * The distributions of a number in the generated crystals and in the reference.
     *
     * @param wasserstein distance of the two, in the unit of the number; empty if one of them is
     *     empty
     */
    public record ComparedDistribution(
            Optional<Double> wasserstein, Histogram generated, Histogram reference) {}

    /**
     * The numbers of crystals in each space group.
     *
     * @param totalVariation distance of the two: 0 for the same proportions, 1 if they have no
     *     space group in common; empty if one of them is empty
     */
    public record SpaceGroups(
            Optional<Double> totalVariation,
            Map<Integer, Integer> generated,
            Map<Integer, Integer> reference) {}
}
