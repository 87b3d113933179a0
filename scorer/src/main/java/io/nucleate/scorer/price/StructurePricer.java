package io.nucleate.scorer.price;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Structure;
import io.nucleate.scorer.hull.ConvexHull;
import io.nucleate.scorer.hull.ElementalReferences;
import io.nucleate.scorer.potential.Evaluation;
import io.nucleate.scorer.potential.Potential;
import io.nucleate.scorer.potential.Prediction;
import io.nucleate.scorer.potential.Quantities;
import io.nucleate.scorer.property.Estimate;
import io.nucleate.scorer.property.Property;
import io.nucleate.scorer.property.PropertyModels;
import io.nucleate.scorer.relax.Relaxation;
import io.nucleate.scorer.relax.RelaxationSettings;
import io.nucleate.scorer.relax.Relaxed;
import io.nucleate.scorer.relax.Relaxer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Structure to energy, formation energy, distance to the hull and properties, as it is or at the end of a relaxation. For one thread. */
public final class StructurePricer implements AutoCloseable {
    private final Potential potential;
    private final ElementalReferences references;
    private final Supplier<ConvexHull> newestHull;
    private final PropertyModels properties;
    private ConvexHull hull;

    /** Prices energies only. */
    public StructurePricer(Potential potential, ElementalReferences references, ConvexHull hull) {
        this(potential, references, () -> hull);
    }

    /**
     * Prices energies only.
     *
     * @param newestHull asked before each call of {@link #price}, which stays with one hull from beginning to end
     */
    public StructurePricer(Potential potential, ElementalReferences references, Supplier<ConvexHull> newestHull) {
        this(potential, references, newestHull, PropertyModels.none());
    }

    private StructurePricer(
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
     * The same pricer, estimating these properties of every structure as well; it takes the place of this one.
     *
     * @param properties closed with it
     */
    public StructurePricer withProperties(PropertyModels properties) {
        return new StructurePricer(potential, references, newestHull, properties);
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

    /** Whether potential and elemental references know all elements, so that a price can be had at all. */
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
    public List<Pricing> price(List<Structure> structures, Quantities quantities) {
        hull = newestHull.get();
        List<Pricing> prices = new ArrayList<>(structures.size());
        List<Evaluation> evaluations = potential.evaluate(structures, quantities);
        for (int i = 0; i < structures.size(); i++) {
            Evaluation evaluation = evaluations.get(i);
            prices.add(
                    evaluation instanceof Prediction prediction
                            ? price(structures.get(i), prediction)
                            : failure((Evaluation.Failure) evaluation));
        }
        return withProperties(prices, structures::get);
    }

    /** @param structures those that have a price, by their place */
    private List<Pricing> withProperties(List<Pricing> prices, IntFunction<Structure> structures) {
        if (properties.properties().isEmpty()) {
            return prices;
        }
        List<Structure> priced = new ArrayList<>();
        List<Prediction> predictions = new ArrayList<>();
        for (int i = 0; i < prices.size(); i++) {
            if (prices.get(i) instanceof Price price) {
                priced.add(structures.apply(i));
                predictions.add(price.prediction());
            }
        }
        Iterator<Map<Property, Estimate>> estimates =
                properties.estimate(priced, predictions).iterator();
        return prices.stream()
                .map(pricing -> pricing instanceof Price price ? price.withProperties(estimates.next()) : pricing)
                .toList();
    }

    private static Pricing failure(Evaluation.Failure failure) {
        return new Pricing.Failure(failure.kind(), failure.reason());
    }

    /** A relaxer with this pricer's potential, which works only as long as the pricer is open. */
    public Relaxer relaxer(RelaxationSettings settings) {
        return new Relaxer(potential, settings);
    }

    /**
     * Prices structures where their relaxation ended, without asking the potential again.
     *
     * @return as many as relaxations, in their order
     */
    public List<Pricing> priceRelaxed(List<Relaxation> relaxations) {
        hull = newestHull.get();
        List<Pricing> prices = relaxations.stream().map(this::price).toList();
        return withProperties(prices, i -> ((Relaxed) relaxations.get(i)).structure());
    }

    private Pricing price(Relaxation relaxation) {
        if (relaxation instanceof Relaxation.Failure failure) {
            return new Pricing.Failure(failure.kind(), failure.reason());
        }
        Relaxed relaxed = (Relaxed) relaxation;
        Pricing pricing = price(relaxed.structure(), relaxed.prediction());
        return pricing instanceof Price price ? price.withRelaxed(relaxed) : pricing;
    }

    private Pricing price(Structure structure, Prediction prediction) {
        Composition composition = structure.composition();
        double formationEnergy;
        try {
            formationEnergy = references.formationEnergyPerAtomEv(composition, prediction.energyPerAtomEv());
        } catch (IllegalArgumentException e) {
            return new Pricing.Failure(e.getMessage());
        }
        return new Price(
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
