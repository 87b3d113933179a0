package io.nucleate.energy;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Structure;
import io.nucleate.energy.hull.ConvexHull;
import io.nucleate.energy.hull.ConvexHull.Decomposition;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.property.Estimate;
import io.nucleate.energy.property.Property;
import io.nucleate.energy.relaxation.Relaxed;

import java.util.Map;
import java.util.Optional;

/**
 * The energetics of a crystal: its energy, its energy of formation, and its distance to the convex
 * hull, with the hull that the distance was measured against.
 *
 * @param structure the structure that the energy belongs to; the relaxed one after a relaxation
 * @param prediction energy of the structure, and forces and stress where they were requested
 * @param formationEnergyEvPerAtom energy of formation from the elements
 * @param hull hull of the known phases that the structure was measured against
 * @param decomposition known phases on that hull that the structure would decompose into
 * @param properties estimates of the properties that the calculator was asked for
 * @param relaxed how the relaxation went, where the structure was relaxed first
 * @param judgement opinion of a {@link Judge}, which no reward may see; empty where none was asked
 */
public record Energetics(
        Structure structure,
        Prediction prediction,
        double formationEnergyEvPerAtom,
        ConvexHull hull,
        Decomposition decomposition,
        Map<Property, Estimate> properties,
        Optional<Relaxed> relaxed,
        Optional<Judgement> judgement) {

    public Energetics {
        properties = Map.copyOf(properties);
    }

    /** Measures a structure against a hull. */
    public static Energetics of(
            Structure structure,
            Prediction prediction,
            double formationEnergyEvPerAtom,
            ConvexHull hull) {
        return new Energetics(
                structure,
                prediction,
                formationEnergyEvPerAtom,
                hull,
                hull.decompose(structure.composition()),
                Map.of(),
                Optional.empty(),
                Optional.empty());
    }

    /** Returns the same energetics with these estimates. */
    public Energetics withProperties(Map<Property, Estimate> properties) {
        return with(properties, relaxed, judgement);
    }

    /** Returns the same energetics, of a structure that came out of this relaxation. */
    public Energetics withRelaxed(Relaxed relaxed) {
        return with(properties, Optional.of(relaxed), judgement);
    }

    /** Returns the same energetics with a second opinion. */
    public Energetics withJudgement(Judgement judgement) {
        return with(properties, relaxed, Optional.of(judgement));
    }

    private Energetics with(
            Map<Property, Estimate> properties,
            Optional<Relaxed> relaxed,
            Optional<Judgement> judgement) {
        return new Energetics(
                structure,
                prediction,
                formationEnergyEvPerAtom,
                hull,
                decomposition,
                properties,
                relaxed,
                judgement);
    }

    public Composition composition() {
        return structure.composition();
    }

    public double volumePerAtomAngstrom3() {
        return structure.volume() / structure.atomCount();
    }

    /** Returns the energy above the hull, in eV per atom; negative for a phase below it. */
    public double energyAboveHullEvPerAtom() {
        return decomposition.energyAboveHullEvPerAtom(formationEnergyEvPerAtom);
    }

    /** Returns the identity of the hull that the structure was measured against. */
    public String hullReference() {
        return hull.reference().identity();
    }
}
