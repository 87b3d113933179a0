package io.nucleate.energy;

import io.nucleate.crystal.Composition;
import io.nucleate.energy.hull.ConvexHull.Decomposition;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.property.Estimate;
import io.nucleate.energy.property.Property;
import io.nucleate.energy.relaxation.Relaxed;

import java.util.Map;
import java.util.Optional;

/**
 * What is known of a structure once it has an energy.
 *
 * @param formationEnergyEvPerAtom energy of formation from the elements, eV per atom
 * @param decomposition what the known phases make of the composition
 * @param properties estimates of those properties that the calculator was asked for
 * @param relaxed how the structure came to be, where it was relaxed before it was priced
 * @param judgement of a {@link Judge}, which no reward may see; empty where none was asked
 */
public record Energetics(
        Composition composition,
        double volumePerAtomAngstrom3,
        Prediction prediction,
        double formationEnergyEvPerAtom,
        Decomposition decomposition,
        Map<Property, Estimate> properties,
        Optional<Relaxed> relaxed,
        Optional<Judgement> judgement)
        implements Pricing {

    /** @throws IllegalArgumentException for a volume that no structure has */
    public Energetics {
        if (!(volumePerAtomAngstrom3 > 0) || Double.isInfinite(volumePerAtomAngstrom3)) {
            throw new IllegalArgumentException("the volume of an atom cannot be "
                    + volumePerAtomAngstrom3 + " cubic angstrom");
        }
        properties = Map.copyOf(properties);
    }

    /** A price of the energy alone. */
    public Energetics(
            Composition composition,
            double volumePerAtomAngstrom3,
            Prediction prediction,
            double formationEnergyEvPerAtom,
            Decomposition decomposition) {
        this(
                composition,
                volumePerAtomAngstrom3,
                prediction,
                formationEnergyEvPerAtom,
                decomposition,
                Map.of(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same with these estimates. */
    public Energetics withProperties(Map<Property, Estimate> properties) {
        return new Energetics(
                composition,
                volumePerAtomAngstrom3,
                prediction,
                formationEnergyEvPerAtom,
                decomposition,
                properties,
                relaxed,
                judgement);
    }

    /** The same, of a structure that came out of this relaxation. */
    public Energetics withRelaxed(Relaxed relaxed) {
        return new Energetics(
                composition,
                volumePerAtomAngstrom3,
                prediction,
                formationEnergyEvPerAtom,
                decomposition,
                properties,
                Optional.of(relaxed),
                judgement);
    }

    /** The same with a judgement. */
    public Energetics withJudgement(Judgement judgement) {
        return new Energetics(
                composition,
                volumePerAtomAngstrom3,
                prediction,
                formationEnergyEvPerAtom,
                decomposition,
                properties,
                relaxed,
                Optional.of(judgement));
    }

    /** In eV per atom; negative for a phase below the hull of the known ones. */
    public double energyAboveHullEvPerAtom() {
        return decomposition.energyAboveHullEvPerAtom(formationEnergyEvPerAtom);
    }
}
