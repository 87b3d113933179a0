package io.nucleate.energy;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Structure;
import io.nucleate.energy.hull.ConvexHull;
import io.nucleate.energy.hull.ElementalReferences;
import io.nucleate.energy.potential.Evaluation;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.potential.RequestedQuantities;
import io.nucleate.energy.property.Estimate;
import io.nucleate.energy.property.Property;
import io.nucleate.energy.property.PropertyModels;
import io.nucleate.energy.relaxation.Relaxation;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.energy.relaxation.Relaxed;
import io.nucleate.energy.relaxation.Relaxer;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Structure to energy, formation energy, distance to the hull and properties, as it is or at the
 * end of a relaxation. For one thread.
 */
public final class EnergyCalculator implements AutoCloseable {
    private final Potential potential;
    private final ElementalReferences references;
    private final Supplier<ConvexHull> newestHull;
    private final PropertyModels properties;
    private ConvexHull hull;

    /** Prices energies only. */
    public EnergyCalculator(Potential potential, ElementalReferences references, ConvexHull hull) {
        this(potential, references, () -> hull);
    }

    /**
     * Prices energies only.
     *
     * @param newestHull asked before each call of {@link #price}, which stays with one hull from
     *     beginning to end
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
        this.hull = newestHull.get();
        this.properties = properties;
    }

    /**
     * The same calculator, estimating these properties of every structure as well; it takes the
     * place of this one.
     *
     * @param properties closed with it
     */
    public EnergyCalculator withProperties(PropertyModels properties) {
        return new EnergyCalculator(potential, references, newestHull, properties);
    }

    /** Name of the elemental references. */
    public String elementalReferences() {
        return references.name();
    }

    /** Name and version of the potential. */
    public String potential() {
        return potential.name();
    }

    /** Identity of the phases under the hull of the last prices. */
    public String hullReference() {
        return hull.reference().identity();
    }

    /**
     * Whether potential and elemental references know all elements, so that a price can be had at
     * all.
     */
    public boolean knows(Composition composition) {
        return composition.elements().stream()
                .allMatch(element -> potential.knows(element) && references.knows(element));
    }

    /**
     * Prices structures in one go.
     *
     * @return as many as structures, in their order
     * @throws IllegalStateException where the potential itself is broken
     */
    public List<Pricing> calculate(List<Structure> structures, RequestedQuantities quantities) {
        hull = newestHull.get();
        List<Pricing> results = new ArrayList<>(structures.size());
        List<Evaluation> evaluations = potential.evaluate(structures, quantities);
        for (int i = 0; i < structures.size(); i++) {
            Evaluation evaluation = evaluations.get(i);
            results.add(
                    evaluation instanceof Prediction prediction
                            ? calculate(structures.get(i), prediction)
                            : failure((Evaluation.Failure) evaluation));
        }
        return withProperties(results, structures::get);
    }

    /** @param structures those that have a price, by their place */
    private List<Pricing> withProperties(List<Pricing> results, IntFunction<Structure> structures) {
        if (properties.properties().isEmpty()) {
            return results;
        }
        List<Structure> evaluated = new ArrayList<>();
        List<Prediction> predictions = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof Energetics energetics) {
                evaluated.add(structures.apply(i));
                predictions.add(energetics.prediction());
            }
        }
        Iterator<Map<Property, Estimate>> estimates =
                properties.estimate(evaluated, predictions).iterator();
        return results.stream()
                .map(pricing -> pricing instanceof Energetics energetics
                        ? energetics.withProperties(estimates.next())
                        : pricing)
                .toList();
    }

    private static Pricing failure(Evaluation.Failure failure) {
        return new Pricing.Failure(failure.kind(), failure.reason());
    }

    /**
     * A relaxer with this calculator's potential, which works only as long as the calculator is
     * open.
     */
    public Relaxer relaxer(RelaxationSettings settings) {
        return new Relaxer(potential, settings);
    }

    /**
     * Prices structures where their relaxation ended, without asking the potential again.
     *
     * @return as many as relaxations, in their order
     */
    public List<Pricing> calculateRelaxed(List<Relaxation> relaxations) {
        hull = newestHull.get();
        List<Pricing> results = relaxations.stream().map(this::calculate).toList();
        return withProperties(results, i -> ((Relaxed) relaxations.get(i)).structure());
    }

    private Pricing calculate(Relaxation relaxation) {
        if (relaxation instanceof Relaxation.Failure failure) {
            return new Pricing.Failure(failure.kind(), failure.reason());
        }
        Relaxed relaxed = (Relaxed) relaxation;
        Pricing pricing = calculate(relaxed.structure(), relaxed.prediction());
        return pricing instanceof Energetics energetics ? energetics.withRelaxed(relaxed) : pricing;
    }

    private Pricing calculate(Structure structure, Prediction prediction) {
        Composition composition = structure.composition();
        double formationEnergy;
        try {
            formationEnergy =
                    references.formationEnergyEvPerAtom(composition, prediction.energyEvPerAtom());
        } catch (IllegalArgumentException e) {
            return new Pricing.Failure(e.getMessage());
        }
        return new Energetics(
                composition,
                structure.volume() / structure.atomCount(),
                prediction,
                formationEnergy,
                hull.decompose(composition));
    }

    @Override
    public void close() {
        properties.close();
        potential.close();
    }
}
