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
 * The energetics of a structure: its energy, its formation energy and its distance to a convex
 * hull, with the hull itself.
 *
 * @param structure the structure; after a relaxation, the relaxed one
 * @param prediction energy of the structure, and forces and stress if they were requested
 * @param formationEnergyEvPerAtom energy of formation from the pure elements
 * @param hull hull of known phases that the structure is measured against
 * @param decomposition known phases on the hull into which the structure would decompose
 * @param properties estimates of the properties that the calculator estimates
 * @param relaxed result of the relaxation; empty if the structure was not relaxed
 * @param judgement judgement of a {@link Judge}, which is part of a reward only through
 *     {@link #pessimistic}; empty if there is none
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

    /** Measures a structure against a hull, without properties, relaxation and judgement. */
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

    /** Returns these energetics with estimates of properties. */
    public Energetics withProperties(Map<Property, Estimate> properties) {
        return with(properties, relaxed, judgement);
    }

    /** Returns these energetics with the relaxation that the structure is the result of. */
    public Energetics withRelaxed(Relaxed relaxed) {
        return with(properties, Optional.of(relaxed), judgement);
    }

    /** Returns these energetics with a judgement. */
    public Energetics withJudgement(Judgement judgement) {
        return with(properties, relaxed, Optional.of(judgement));
    }

    /**
     * Returns these energetics with the higher of the two formation energies: its own, and that of
     * the judgement. They are measured against the same hull, so it is the higher of the two
     * energies above it, too. Without a judgement nothing changes.
     */
    public Energetics pessimistic() {
        double judgedHigherEvPerAtom = judgement
                .map(second -> second.energyAboveHullEvPerAtom() - energyAboveHullEvPerAtom())
                .orElse(0.0);
        return new Energetics(
                structure,
                prediction,
                formationEnergyEvPerAtom + Math.max(0, judgedHigherEvPerAtom),
                hull,
                decomposition,
                properties,
                relaxed,
                judgement);
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

    /** Returns the composition of the structure. */
    public Composition composition() {
        return structure.composition();
    }

    /** Returns the volume of the cell divided by the number of its atoms. */
    public double volumePerAtomAngstrom3() {
        return structure.volume() / structure.atomCount();
    }

    /** Returns the distance above the hull, in eV per atom; negative below it. */
    public double energyAboveHullEvPerAtom() {
        return decomposition.energyAboveHullEvPerAtom(formationEnergyEvPerAtom);
    }

    /** Returns the identity of the hull that the structure is measured against. */
    public String hullReference() {
        return hull.reference().identity();
    }
}
