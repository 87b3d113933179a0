package io.nucleate.energy.hull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The origin of the energies in a hull reference.
 *
 * @param energies {@link #MP2020}, or name and version of the potential that predicted the
 *     energies; empty if the table does not say
 * @param compatibleWith potentials whose formation energies are on the same scale, by name and
 *     version
 * @param elementalReferences name of the {@link ElementalReferences} behind the formation energies;
 *     empty if the source states formation energies itself
 * @param provenance source, licence and attribution, one sentence in each line
 * @param rows number of rows of the source that were read
 * @param rejected number of rows of the source that could not be used
 */
public record ReferenceOrigin(
        Optional<String> energies,
        List<String> compatibleWith,
        Optional<String> elementalReferences,
        List<String> provenance,
        long rows,
        long rejected) {
    /**
     * Energies of density functional theory as in the Materials Project: PBE and PBE+U with the
     * corrections MP2020.
     */
    public static final String MP2020 = "mp2020";

    /**
     * Potentials whose own elemental references give formation energies on the scale of
     * {@link #MP2020}. Other potentials need a hull reference of their own.
     */
    private static final List<String> ON_MP2020 =
            List.of("chgnet-0.3.0", "sevennet-0-11Jul2024", "sevennet-l3i5-12Dec2024");

    public ReferenceOrigin {
        compatibleWith = List.copyOf(compatibleWith);
        provenance = List.copyOf(provenance);
    }

    /** Returns the origin of a table that says no more than its comments. */
    static ReferenceOrigin unstated(List<String> provenance, long rows) {
        return new ReferenceOrigin(
                Optional.empty(), List.of(), Optional.empty(), provenance, rows, 0);
    }

    /**
     * Returns the origin of energies that a source states.
     *
     * @param compatibleWith potentials on the same scale, in addition to those that are known to be
     */
    public static ReferenceOrigin ofSource(
            String energies, List<String> compatibleWith, List<String> provenance) {
        return new ReferenceOrigin(
                Optional.of(energies), compatibleWith, Optional.empty(), provenance, 0, 0);
    }

    /** Returns the origin of energies that a potential predicted. */
    public static ReferenceOrigin ofPotential(
            String potential,
            String elementalReferences,
            List<String> compatibleWith,
            List<String> provenance) {
        return new ReferenceOrigin(
                Optional.of(potential),
                compatibleWith,
                Optional.of(elementalReferences),
                provenance,
                0,
                0);
    }

    /** Returns this origin with the sources that were read and the numbers of their rows. */
    ReferenceOrigin built(List<String> sources, long rowsRead, long rowsRejected) {
        List<String> all = new ArrayList<>(provenance);
        all.addAll(sources);
        return new ReferenceOrigin(
                energies, compatibleWith, elementalReferences, all, rowsRead, rowsRejected);
    }

    /**
     * Explains why a potential must not be measured against this reference.
     *
     * @param potential name and version of the potential
     * @return one sentence with the remedy; empty if the potential is on the scale of the
     *     reference, or if the reference does not state its scale
     */
    public Optional<String> objection(String potential) {
        if (energies.isEmpty()
                || energies.get().equals(potential)
                || compatibleWith.contains(potential)
                || (energies.get().equals(MP2020) && ON_MP2020.contains(potential))) {
            return Optional.empty();
        }
        return Optional.of("the hull reference holds energies of " + energies.get()
                + ", on another scale than those of "
                + potential
                + ": energies above this hull are not to be trusted; make one with `reference"
                + " build --potential`,"
                + " or, if the scales are known to agree, with --compatible-with " + potential);
    }
}
