package io.nucleate.energy;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;
import io.nucleate.energy.hull.ConvexHull;
import io.nucleate.energy.hull.ElementalReferences;
import io.nucleate.energy.hull.HullReference;
import io.nucleate.energy.hull.Phase;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.potential.RequestedQuantities;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A potential for tests. Every compound has the same formation energy and no forces. It cannot
 * evaluate neon, krypton has an energy that is not a number, and xenon makes it throw.
 */
public final class FlatPotential implements Potential {
    /** Elemental references that turn its energies into the formation energy. */
    public static final ElementalReferences REFERENCES = ElementalReferences.named("mp");

    private final double formationEnergyEvPerAtom;
    private final Consumer<List<Structure>> mishap;
    private final List<Structure> asked = new ArrayList<>();

    public FlatPotential(double formationEnergyEvPerAtom) {
        this(formationEnergyEvPerAtom, structures -> {});
    }

    /** @param mishap is called before each evaluation; it may wait, throw, or halt the process */
    public FlatPotential(double formationEnergyEvPerAtom, Consumer<List<Structure>> mishap) {
        this.formationEnergyEvPerAtom = formationEnergyEvPerAtom;
        this.mishap = mishap;
    }

    /** Returns a hull with NaCl at -2 eV/atom. */
    public static ConvexHull hull() {
        return new ConvexHull(
                new HullReference("test@1", List.of(), List.of(new Phase("NaCl", -2))));
    }

    /** Returns a calculator with this potential and {@link #hull()}. */
    public EnergyCalculator calculator() {
        return calculator(FlatPotential::hull);
    }

    /** Returns a calculator with this potential and another hull. */
    public EnergyCalculator calculator(Supplier<ConvexHull> hull) {
        return new EnergyCalculator(this, REFERENCES, hull);
    }

    /** Returns every structure that it was given. */
    public List<Structure> asked() {
        return asked;
    }

    @Override
    public boolean knows(Element element) {
        return element.atomicNumber() <= Element.Pu.atomicNumber();
    }

    @Override
    public String name() {
        return "flat-1";
    }

    @Override
    public List<Result<Prediction>> evaluate(List<Structure> structures, RequestedQuantities what) {
        mishap.accept(structures);
        asked.addAll(structures);
        return structures.stream()
                .map(structure -> evaluate(structure.composition(), what))
                .toList();
    }

    private Result<Prediction> evaluate(Composition composition, RequestedQuantities what) {
        if (composition.amount(Element.Xe) > 0) {
            throw new IllegalStateException("xenon");
        }
        if (composition.amount(Element.Ne) > 0) {
            return Result.failure(UNSUPPORTED, "neon");
        }
        double references = -REFERENCES.formationEnergyEvPerAtom(composition, 0);
        double energy = composition.amount(Element.Kr) > 0
                ? Double.NaN
                : references + formationEnergyEvPerAtom;
        boolean forces = what == RequestedQuantities.ENERGY_FORCES_STRESS;
        return Prediction.of(
                name(),
                energy,
                forces ? new double[(int) composition.atomCount()][3] : new double[0][],
                forces ? new double[3][3] : new double[0][],
                new double[0],
                new double[0][]);
    }

    @Override
    public void close() {}
}
