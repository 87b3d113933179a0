package io.nucleate.energy;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;
import io.nucleate.energy.hull.ConvexHull;
import io.nucleate.energy.hull.ElementalReferences;
import io.nucleate.energy.hull.HullGuards;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.potential.RequestedQuantities;
import io.nucleate.energy.property.Estimate;
import io.nucleate.energy.property.Property;
import io.nucleate.energy.property.PropertyModels;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.energy.relaxation.Relaxed;
import io.nucleate.energy.relaxation.Relaxer;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Computes the energetics of structures: energy, formation energy, distance to the convex hull, and
 * properties; of structures as they are, or at the end of a relaxation. For one thread.
 */
public final class EnergyCalculator implements AutoCloseable {
    private final Potential potential;
    private final ElementalReferences references;
    private final Supplier<ConvexHull> newestHull;
    private final PropertyModels properties;

    /** Computes energies over one hull, and no properties. */
    public EnergyCalculator(Potential potential, ElementalReferences references, ConvexHull hull) {
        this(potential, references, () -> hull);
    }

    /**
     * Computes energies over a hull that may grow, and no properties.
     *
     * @param newestHull asked once at the beginning of each calculation
     */
    public EnergyCalculator(
            Potential potential, ElementalReferences references, Supplier<ConvexHull> newestHull) {
        this(potential, references, newestHull, PropertyModels.none());
    }

    private EnergyCalculator(
            Potential potential,
            ElementalReferences references,
            Supplier<ConvexHull> newestHull,
            PropertyModels properties) {
        this.potential = potential;
        this.references = references;
        this.newestHull = newestHull;
        this.properties = properties;
    }

    /**
     * Returns the same calculator, which estimates these properties of every structure as well. It
     * takes the place of this one.
     *
     * @param properties closed with the calculator
     */
    public EnergyCalculator withProperties(PropertyModels properties) {
        return new EnergyCalculator(potential, references, newestHull, properties);
    }

    /** Returns the name of the elemental references. */
    public String elementalReferences() {
        return references.name();
    }

    /** Returns what warns of doubtful energetics of this calculator. */
    public EnergyWarnings warnings() {
        return new EnergyWarnings(references, HullGuards.DEFAULT);
    }

    /** Returns name and version of the potential. */
    public String potential() {
        return potential.name();
    }

    /** Returns the hull that a calculation would measure against now. */
    public ConvexHull newestHull() {
        return newestHull.get();
    }

    /** Tells whether potential and elemental references know all elements of the composition. */
    public boolean knows(Composition composition) {
        return references.cover(potential, composition);
    }

    /**
     * Computes the energetics of structures as they are, all of them over the same hull.
     *
     * @param what the quantities to compute
     * @return as many as structures, in their order
     * @throws IllegalStateException where the potential itself is broken
     */
    public List<Result<Energetics>> evaluate(List<Structure> structures, RequestedQuantities what) {
        ConvexHull hull = newestHull.get();
        Iterator<Structure> structure = structures.iterator();
        return withProperties(potential.evaluate(structures, what).stream()
                .map(result -> {
                    Structure evaluated = structure.next();
                    return result.flatMap(prediction -> energetics(evaluated, prediction, hull));
                })
                .toList());
    }

    /**
     * Returns a relaxer with this calculator's potential; it works while the calculator is open.
     */
    public Relaxer relaxer(RelaxationSettings settings) {
        return new Relaxer(potential, settings);
    }

    /**
     * Computes the energetics of relaxed structures, all of them over the same hull, without asking
     * the potential again.
     *
     * @return as many as given, in their order
     */
    public List<Result<Energetics>> evaluateRelaxed(List<Result<Relaxed>> relaxed) {
        ConvexHull hull = newestHull.get();
        return withProperties(relaxed.stream()
                .map(result ->
                        result.flatMap(end -> energetics(end.structure(), end.prediction(), hull)
                                .map(energetics -> energetics.withRelaxed(end))))
                .toList());
    }

    private Result<Energetics> energetics(
            Structure structure, Prediction prediction, ConvexHull hull) {
        double formationEnergyEvPerAtom;
        try {
            formationEnergyEvPerAtom = references.formationEnergyEvPerAtom(
                    structure.composition(), prediction.energyEvPerAtom());
        } catch (IllegalArgumentException e) {
            return Result.failure(Potential.UNSUPPORTED, e.getMessage());
        }
        return Result.success(Energetics.of(structure, prediction, formationEnergyEvPerAtom, hull));
    }

    private List<Result<Energetics>> withProperties(List<Result<Energetics>> results) {
        return properties.properties().isEmpty()
                ? results
                : Result.mapAll(results, this::estimateProperties);
    }

    private List<Energetics> estimateProperties(List<Energetics> energetics) {
        Iterator<Map<Property, Estimate>> estimates = properties
                .estimate(
                        energetics.stream().map(Energetics::structure).toList(),
                        energetics.stream().map(Energetics::prediction).toList())
                .iterator();
        return energetics.stream()
                .map(one -> one.withProperties(estimates.next()))
                .toList();
    }

    @Override
    public void close() {
        properties.close();
        potential.close();
    }
}
