package io.nucleate.evaluation;

import io.nucleate.crystal.Chemistry;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The verdict on one crystal of a set. Every share of an {@link Evaluation} is the number of
 * verdicts that have its field.
 *
 * @param number place of the crystal in the input, from 1, without the inputs that could not be
 *     read
 * @param name identifier of the crystal in its source, or its file and line
 * @param formula reduced formula
 * @param spaceGroup number of the space group; empty if no symmetry was found
 * @param sites number of symmetrically different atoms; empty if no symmetry was found
 * @param elements number of different elements
 * @param atoms number of atoms in the primitive cell
 * @param chemistry class of the composition
 * @param structurallyValid whether all criteria for the geometry are met
 * @param compositionallyValid whether all criteria for the composition are met
 * @param criteria each criterion of the rules, and whether it is met
 * @param kind number of the first crystal of the same kind; empty if the crystal was removed,
 *     because it is not valid
 * @param unique whether the crystal is the first of its kind
 * @param novel whether the crystal is among no known materials; empty if that cannot be decided
 * @param known name of the known material that the crystal is
 * @param uniqueAndNovel whether the crystal is the first of its kind that is novel
 * @param energy energetics; empty if there are none
 * @param noEnergy reason why there are no energetics, where they were computed for others
 * @param stable whether the crystal is stable
 * @param metastable whether the crystal is stable or metastable
 * @param sun whether the crystal is the first of its kind that is stable and novel
 * @param msun whether the crystal is the first of its kind that is metastable and novel
 * @param confirmed whether a judge finds the crystal stable or metastable too; false where none was
 *     asked
 * @param confirmedMsun whether the crystal is the first of its kind that counts as {@code msun} and
 *     is confirmed
 */
public record CrystalVerdict(
        int number,
        String name,
        String formula,
        Optional<Integer> spaceGroup,
        Optional<Integer> sites,
        int elements,
        int atoms,
        Chemistry chemistry,
        boolean structurallyValid,
        boolean compositionallyValid,
        Map<String, Boolean> criteria,
        Optional<Integer> kind,
        boolean unique,
        Optional<Boolean> novel,
        Optional<String> known,
        boolean uniqueAndNovel,
        Optional<Energy> energy,
        Optional<String> noEnergy,
        boolean stable,
        boolean metastable,
        boolean sun,
        boolean msun,
        boolean confirmed,
        boolean confirmedMsun) {

    /**
     * The energetics of a crystal.
     *
     * @param converged whether the relaxation converged; empty if the crystal was not relaxed
     * @param supportingPhases number of known phases in the chemical system of the crystal
     * @param sparseHull whether these are so few that the energy above the hull says little
     * @param warnings why the energetics should be doubted
     * @param judgedAboveHullEvPerAtom energy above the same hull by the second potential; empty
     *     where it was not asked
     */
    public record Energy(
            double energyAboveHullEvPerAtom,
            double formationEnergyEvPerAtom,
            Optional<Boolean> converged,
            int supportingPhases,
            boolean sparseHull,
            List<String> warnings,
            Optional<Double> judgedAboveHullEvPerAtom) {}

    /** Tells whether the crystal meets every criterion. */
    boolean isValid() {
        return structurallyValid && compositionallyValid;
    }
}
