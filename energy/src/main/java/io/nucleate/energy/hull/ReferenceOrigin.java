package io.nucleate.energy.hull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whose energies a hull reference holds, and where they come from.
 *
 * @param energies {@link #MP2020}, or name and version of the potential that made them; empty for a
 *     table that does not say
 * @param compatibleWith potentials whose formation energies lie on the same scale, by name and
 *     version
 * @param elementalReferences name of the {@link ElementalReferences} behind the formation energies;
 *     empty where the source made these itself
 * @param provenance source, licence and attribution, one sentence a line
 * @param rows rows of the source that were read
 * @param rejected rows of the source that could not be used
 */
public record ReferenceOrigin(
        Optional<String> energies,
        List<String> compatibleWith,
        Optional<String> elementalReferences,
        List<String> provenance,
        long rows,
        long rejected) {
    /**
     * Density functional theory as in the Materials Project: PBE and PBE+U with the corrections of
     * 2020.
     */
    public static final String MP2020 = "mp2020";

    /**
     * Potentials whose own elemental references lead to this scale. Others must be given a
     * reference of their own.
     */
    private static final List<String> ON_MP2020 = List.of("chgnet-0.3.0", "sevennet-0-11Jul2024");

    public ReferenceOrigin {
        compatibleWith = List.copyOf(compatibleWith);
        provenance = List.copyOf(provenance);
    }

    /** Of a table that says nothing but what stands in its comments. */
    static ReferenceOrigin unstated(List<String> provenance, long rows) {
        return new ReferenceOrigin(
                Optional.empty(), List.of(), Optional.empty(), provenance, rows, 0);
    }

    /**
     * Of energies from a source.
     *
     * @param compatibleWith potentials on the same scale, besides those known to be
     */
    public static ReferenceOrigin ofSource(
            String energies, List<String> compatibleWith, List<String> provenance) {
        return new ReferenceOrigin(
                Optional.of(energies), compatibleWith, Optional.empty(), provenance, 0, 0);
    }

    /** Of energies that a potential made. */
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

    /** This origin once the sources have been read. */
    ReferenceOrigin built(List<String> sources, long rowsRead, long rowsRejected) {
        List<String> all = new ArrayList<>(provenance);
        all.addAll(sources);
        return new ReferenceOrigin(
                energies, compatibleWith, elementalReferences, all, rowsRead, rowsRejected);
    }

    /**
     * Why energies above this hull mean nothing for a potential.
     *
     * @param potential name and version
     * @return one sentence with the remedy; empty where the potential is on the reference's scale,
     *     or the reference does not say
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
