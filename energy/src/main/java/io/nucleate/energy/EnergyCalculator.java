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
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Computes the energetics of structures: energy, formation energy, distance to the convex hull, and
 * properties. It takes structures as they are, or the results of a relaxation. One thread at a time
 * may use an instance.
 */
public final class EnergyCalculator implements AutoCloseable {
    private final Potential potential;
    private final ElementalReferences references;
    private final Supplier<ConvexHull> newestHull;
    private final PropertyModels properties;

    /**
     * Makes a calculator with one hull that estimates no properties.
     *
     * @param potential potential that predicts the energies; the calculator closes it
     * @param references elemental references that belong to the potential
     */
    public EnergyCalculator(Potential potential, ElementalReferences references, ConvexHull hull) {
        this(potential, references, () -> hull);
    }

    /**
     * Makes a calculator with a hull that may change, which estimates no properties.
     *
     * @param potential potential that predicts the energies; the calculator closes it
     * @param references elemental references that belong to the potential
     * @param newestHull returns the hull to measure against; it is called once for each batch
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
     * Returns a calculator that also estimates properties of every structure. It replaces this one,
     * which must not be used or closed any more.
     *
     * @param properties models of the properties; the new calculator closes them
     */
    public EnergyCalculator withProperties(PropertyModels properties) {
        return new EnergyCalculator(potential, references, newestHull, properties);
    }

    /**
     * Returns a view of this calculator that estimates no properties, for {@link #estimate}. It is
     * closed with this one.
     */
    public EnergyCalculator withoutProperties() {
        return new EnergyCalculator(potential, references, newestHull, PropertyModels.none());
    }

    /** Returns the properties that this calculator can estimate. */
    public Set<Property> properties() {
        return properties.properties();
    }

    /**
     * Adds estimates of some properties.
     *
     * @param wanted among {@link #properties}
     * @return one result for each, in the same order; failures stay as they are
     */
    public List<Result<Energetics>> estimate(
            List<Result<Energetics>> results, Set<Property> wanted) {
        return wanted.isEmpty()
                ? results
                : Result.mapAll(results, energetics -> estimateProperties(energetics, wanted));
    }

    /** Returns the name of the elemental references. */
    public String elementalReferences() {
        return references.name();
    }

    /** Returns the warnings for energetics of this calculator. */
    public EnergyWarnings warnings() {
        return new EnergyWarnings(references, HullGuards.DEFAULT);
    }

    /** Returns name and version of the potential. */
    public String potential() {
        return potential.name();
    }

    /** Returns the SHA-256 of the potential's parameters; empty if it has none. */
    public Optional<String> potentialSha256() {
        return potential.weightsSha256();
    }

    /** Returns the hull that the next batch would be measured against. */
    public ConvexHull newestHull() {
        return newestHull.get();
    }

    /** Tells whether potential and elemental references know all elements of a composition. */
    public boolean knows(Composition composition) {
        return references.cover(potential, composition);
    }

    /**
     * Computes the energetics of structures as they are. All of them are measured against the same
     * hull.
     *
     * @param what the quantities that the potential predicts
     * @return one result for each structure, in the same order
     * @throws IllegalStateException if the potential itself fails
     */
    public List<Result<Energetics>> evaluate(List<Structure> structures, RequestedQuantities what) {
        ConvexHull hull = newestHull.get();
        Iterator<Structure> structure = structures.iterator();
        return estimate(
                potential.evaluate(structures, what).stream()
                        .map(result -> {
                            Structure evaluated = structure.next();
                            return result.flatMap(
                                    prediction -> energetics(evaluated, prediction, hull));
                        })
                        .toList(),
                properties());
    }

    /**
     * Returns a relaxer with the potential of this calculator. It works until the calculator is
     * closed.
     */
    public Relaxer relaxer(RelaxationSettings settings) {
        return new Relaxer(potential, settings);
    }

    /**
     * Computes the energetics of relaxed structures. All of them are measured against the same
     * hull. The predictions come from the relaxation, so the potential is not called.
     *
     * @return one result for each relaxation, in the same order; failures stay as they are
     */
    public List<Result<Energetics>> evaluateRelaxed(List<Result<Relaxed>> relaxed) {
        ConvexHull hull = newestHull.get();
        return estimate(
                relaxed.stream()
                        .map(result -> result.flatMap(
                                end -> energetics(end.structure(), end.prediction(), hull)
                                        .map(energetics -> energetics.withRelaxed(end))))
                        .toList(),
                properties());
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

    private List<Energetics> estimateProperties(List<Energetics> energetics, Set<Property> wanted) {
        Iterator<Map<Property, Estimate>> estimates = properties
                .estimate(
                        wanted,
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
