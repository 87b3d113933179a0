package io.nucleate.energy.hull;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;

import org.ojalgo.matrix.store.R064Store;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.linear.LinearSolver;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The lower convex hull of formation energies over composition, for any number of elements. The
 * height of the hull at a composition is the least energy that a mixture of known phases of the
 * same composition has: a linear programme over the phases' atomic fractions (Akbarzadeh, Ozolins
 * and Wolverton, Advanced Materials 19, 3233, 2007), whose cost grows with the number of phases and
 * not, as that of a geometric hull, exponentially with the number of elements.
 *
 * <p>Pure elements count as known at 0 eV. May be shared between threads.
 */
public final class ConvexHull {
    /**
     * Chemical systems whose phases are kept at hand; a policy samples mostly new ones, a file of
     * polymorphs the same ones.
     */
    private static final int CACHED_SYSTEMS = 4096;

    /** Amounts below this are rounding of the solver. */
    private static final double FRACTION_TOLERANCE = 1e-9;

    private final HullReference reference;
    private final RecentSystems systems;

    /**
     * The systems asked for last; the others are forgotten, so that weeks of new systems cost no
     * memory.
     */
    private static final class RecentSystems extends LinkedHashMap<Set<Element>, ChemicalSystem> {
        private static final long serialVersionUID = 1;

        RecentSystems() {
            super(64, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Set<Element>, ChemicalSystem> eldest) {
            return size() > CACHED_SYSTEMS;
        }
    }

    public ConvexHull(HullReference reference) {
        this(reference, new RecentSystems());
    }

    private ConvexHull(HullReference reference, RecentSystems systems) {
        this.reference = reference;
        this.systems = systems;
    }

    /**
     * This hull with phases that a run has found, see {@link HullReference#with}. What is at hand
     * of systems without them stays at hand.
     *
     * @return itself if that changes nothing
     */
    public ConvexHull with(Collection<Phase> phases) {
        HullReference more = reference.with(phases);
        if (more == reference) {
            return this;
        }
        RecentSystems untouched = new RecentSystems();
        synchronized (systems) {
            untouched.putAll(systems);
        }
        untouched.keySet().removeIf(system -> phases.stream()
                .anyMatch(phase -> system.containsAll(phase.composition().elements())));
        return new ConvexHull(more, untouched);
    }

    /** Chemical systems at hand, never more than a few thousand. */
    int cachedSystems() {
        synchronized (systems) {
            return systems.size();
        }
    }

    public HullReference reference() {
        return reference;
    }

    /**
     * What the known phases make of a composition.
     *
     * @param energyEvPerAtom height of the hull: formation energy of the decomposition products, eV
     *     per atom
     * @param products atomic fraction of each product by formula, as the reference spells it; they
     *     add up to 1
     * @param knownPhases phases of the reference's table inside the chemical system, elements
     *     excluded
     */
    public record Decomposition(
            double energyEvPerAtom, Map<String, Double> products, int knownPhases) {

        /** Negative for a phase that would break the hull. */
        public double energyAboveHullEvPerAtom(double formationEnergyEvPerAtom) {
            return formationEnergyEvPerAtom - energyEvPerAtom;
        }
    }

    /**
     * What these phases, all inside the composition's chemical system, and the pure elements make
     * of a composition.
     */
    static Decomposition decompose(Composition composition, List<Phase> inside) {
        return ChemicalSystem.of(composition.elements(), inside, List.of()).decompose(composition);
    }

    /** What the known phases, and those that have joined them, make of a composition. */
    public Decomposition decompose(Composition composition) {
        return system(composition.elements()).decompose(composition);
    }

    private ChemicalSystem system(Set<Element> elements) {
        ChemicalSystem atHand;
        synchronized (systems) {
            atHand = systems.get(elements);
        }
        if (atHand != null) {
            return atHand;
        }
        ChemicalSystem system = ChemicalSystem.of(
                elements, reference.inside(elements), reference.foundInside(elements));
        synchronized (systems) {
            systems.put(EnumSet.copyOf(elements), system);
        }
        return system;
    }

    /**
     * The columns of the linear programme: pure elements first.
     *
     * @param knownPhases how many of them support the hull, elements excluded
     */
    private record ChemicalSystem(
            List<Element> elements,
            List<Phase> phases,
            int knownPhases,
            R064Store fractions,
            double[] energiesEv) {

        static ChemicalSystem of(Set<Element> elements, List<Phase> known, List<Phase> found) {
            List<Element> rows = List.copyOf(elements);
            List<Phase> phases = new ArrayList<>();
            rows.forEach(element -> phases.add(new Phase(nameOfPure(element), 0)));
            phases.addAll(known);
            phases.addAll(found);
            // Bulk phases far above the elements can only lengthen the programme.
            phases.subList(rows.size(), phases.size())
                    .removeIf(phase -> phase.formationEnergyEvPerAtom() >= 0);
            int support = (int) known.stream()
                    .filter(phase -> !phase.isElemental() && phase.formationEnergyEvPerAtom() < 0)
                    .count();
            R064Store fractions = R064Store.FACTORY.make(rows.size(), phases.size());
            for (int row = 0; row < rows.size(); row++) {
                for (int column = 0; column < phases.size(); column++) {
                    fractions.set(
                            row, column, phases.get(column).composition().fraction(rows.get(row)));
                }
            }
            double[] energies =
                    phases.stream().mapToDouble(Phase::formationEnergyEvPerAtom).toArray();
            return new ChemicalSystem(rows, List.copyOf(phases), support, fractions, energies);
        }

        /** As chemists write it: N2, but Na. */
        private static String nameOfPure(Element element) {
            return switch (element) {
                case H, N, O, F, Cl -> element.symbol() + "2";
                default -> element.symbol();
            };
        }

        Decomposition decompose(Composition composition) {
            R064Store target = R064Store.FACTORY.make(elements.size(), 1);
            for (int row = 0; row < elements.size(); row++) {
                target.set(row, 0, composition.fraction(elements.get(row)));
            }
            Optimisation.Result result = LinearSolver.newStandardBuilder(energiesEv)
                    .equalities(fractions, target)
                    .build()
                    .solve();
            if (!result.getState().isOptimal()) {
                throw new IllegalStateException(
                        "the linear programme for the hull at " + composition + " over "
                                + phases.size() + " phases ended " + result.getState());
            }
            Map<String, Double> products = new HashMap<>();
            double energy = 0;
            for (int column = 0; column < phases.size(); column++) {
                double amount = result.doubleValue(column);
                energy += amount * energiesEv[column];
                if (amount > FRACTION_TOLERANCE) {
                    products.merge(phases.get(column).formula(), amount, Double::sum);
                }
            }
            return new Decomposition(energy, Map.copyOf(products), knownPhases);
        }
    }
}
