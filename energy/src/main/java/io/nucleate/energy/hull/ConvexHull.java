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
 * The lower convex hull of formation energies over composition, for any number of elements.
 *
 * <p>The height of the hull at a composition is the lowest energy of a mixture of known phases that
 * has this composition. It is the minimum of a linear programme over the atomic fractions of the
 * phases (Akbarzadeh, Ozolins and Wolverton, Advanced Materials 19, 3233, 2007). The cost grows
 * with the number of phases; for a geometric hull it would grow exponentially with the number of
 * elements.
 *
 * <p>The pure elements always belong to the known phases, at 0 eV per atom. Several threads may
 * share a hull.
 */
public final class ConvexHull {
    /**
     * Largest number of chemical systems whose phases are cached. A policy samples mostly new
     * systems; a file of polymorphs has the same ones again and again.
     */
    private static final int CACHED_SYSTEMS_MAX = 4096;

    /** Smallest atomic fraction that counts; less is rounding of the solver. */
    private static final double FRACTION_TOLERANCE = 1e-9;

    private final HullReference reference;
    private final RecentSystems systems;

    /**
     * The chemical systems that were used last. The others are forgotten, so that a run of weeks
     * does not fill the memory.
     */
    private static final class RecentSystems extends LinkedHashMap<Set<Element>, ChemicalSystem> {
        private static final long serialVersionUID = 1;

        RecentSystems() {
            super(64, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Set<Element>, ChemicalSystem> eldest) {
            return size() > CACHED_SYSTEMS_MAX;
        }
    }

    /** @param reference the known phases */
    public ConvexHull(HullReference reference) {
        this(reference, new RecentSystems());
    }

    private ConvexHull(HullReference reference, RecentSystems systems) {
        this.reference = reference;
        this.systems = systems;
    }

    /**
     * Returns this hull with more phases, which a run has found; see {@link HullReference#with}.
     * Cached systems that contain none of these phases stay cached.
     *
     * @return this hull itself if the phases change nothing
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

    /** Returns the number of cached chemical systems. */
    int cachedSystems() {
        synchronized (systems) {
            return systems.size();
        }
    }

    /** Returns the known phases under this hull. */
    public HullReference reference() {
        return reference;
    }

    /**
     * The mixture of known phases with the lowest energy at a composition. A phase of this
     * composition that lies above the hull decomposes into it.
     *
     * @param energyEvPerAtom formation energy of the mixture, the height of the hull
     * @param products atomic fraction of each product by its formula, as the reference spells it;
     *     the fractions add up to 1
     * @param knownPhases number of phases of the reference's table that support the hull in this
     *     chemical system, without the elements
     */
    public record Decomposition(
            double energyEvPerAtom, Map<String, Double> products, int knownPhases) {

        /**
         * Returns how far a phase lies above the hull, in eV per atom; negative if it lies below.
         *
         * @param formationEnergyEvPerAtom formation energy of the phase
         */
        public double energyAboveHullEvPerAtom(double formationEnergyEvPerAtom) {
            return formationEnergyEvPerAtom - energyEvPerAtom;
        }
    }

    /**
     * Decomposes a composition into some phases and the pure elements.
     *
     * @param inside phases, all inside the chemical system of the composition
     */
    static Decomposition decompose(Composition composition, List<Phase> inside) {
        return ChemicalSystem.of(composition.elements(), inside, List.of()).decompose(composition);
    }

    /** Decomposes a composition into the known phases and those that have joined them. */
    public Decomposition decompose(Composition composition) {
        return system(composition.elements()).decompose(composition);
    }

    private ChemicalSystem system(Set<Element> elements) {
        ChemicalSystem cached;
        synchronized (systems) {
            cached = systems.get(elements);
        }
        if (cached != null) {
            return cached;
        }
        ChemicalSystem system = ChemicalSystem.of(
                elements, reference.inside(elements), reference.foundInside(elements));
        synchronized (systems) {
            systems.put(EnumSet.copyOf(elements), system);
        }
        return system;
    }

    /**
     * The linear programme of a chemical system: e elements are its rows, p phases its columns.
     *
     * @param elements [e]
     * @param phases [p], the pure elements first
     * @param knownPhases number of phases that support the hull, without the elements
     * @param fractions [e, p], atomic fraction of each element in each phase
     * @param energiesEvPerAtom [p], formation energies
     */
    private record ChemicalSystem(
            List<Element> elements,
            List<Phase> phases,
            int knownPhases,
            R064Store fractions,
            double[] energiesEvPerAtom) {

        static ChemicalSystem of(Set<Element> elements, List<Phase> known, List<Phase> found) {
            List<Element> rows = List.copyOf(elements);
            List<Phase> phases = new ArrayList<>();
            rows.forEach(element -> phases.add(Phase.ofPure(element)));
            phases.addAll(known);
            phases.addAll(found);
            // A phase above the elements is never part of the best mixture; it only costs time.
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

        Decomposition decompose(Composition composition) {
            R064Store target = R064Store.FACTORY.make(elements.size(), 1);
            for (int row = 0; row < elements.size(); row++) {
                target.set(row, 0, composition.fraction(elements.get(row)));
            }
            Optimisation.Result result = LinearSolver.newStandardBuilder(energiesEvPerAtom)
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
                energy += amount * energiesEvPerAtom[column];
                if (amount > FRACTION_TOLERANCE) {
                    products.merge(phases.get(column).formula(), amount, Double::sum);
                }
            }
            return new Decomposition(energy, Map.copyOf(products), knownPhases);
        }
    }
}
