package io.nucleate.scorer.price;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Structure;
import io.nucleate.scorer.hull.ConvexHull;
import io.nucleate.scorer.hull.ElementalReferences;
import io.nucleate.scorer.potential.Evaluation;
import io.nucleate.scorer.potential.Potential;
import io.nucleate.scorer.potential.Prediction;
import io.nucleate.scorer.potential.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Structure to energy, formation energy and distance to the hull, as it is, without relaxation. For one thread. */
public final class StructurePricer implements AutoCloseable {
    private final Potential potential;
    private final ElementalReferences references;
    private final Supplier<ConvexHull> newestHull;
    private ConvexHull hull;

    public StructurePricer(Potential potential, ElementalReferences references, ConvexHull hull) {
        this(potential, references, () -> hull);
    }

    /** @param newestHull asked before each call of {@link #price}, which stays with one hull from beginning to end */
    public StructurePricer(Potential potential, ElementalReferences references, Supplier<ConvexHull> newestHull) {
        this.potential = potential;
        this.references = references;
        this.newestHull = newestHull;
        this.hull = newestHull.get();
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
                            ? price(structures.get(i).composition(), prediction)
                            : failure((Evaluation.Failure) evaluation));
        }
        return prices;
    }

    private static Pricing failure(Evaluation.Failure failure) {
        return new Pricing.Failure(failure.kind(), failure.reason());
    }

    private Pricing price(Composition composition, Prediction prediction) {
        double formationEnergy;
        try {
            formationEnergy = references.formationEnergyPerAtomEv(composition, prediction.energyPerAtomEv());
        } catch (IllegalArgumentException e) {
            return new Pricing.Failure(e.getMessage());
        }
        return new Price(composition, prediction, formationEnergy, hull.decompose(composition));
    }

    @Override
    public void close() {
        potential.close();
    }
}
