package io.nucleate.energy.relaxation;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Structure;
import io.nucleate.energy.potential.Evaluation;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.potential.RequestedQuantities;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Relaxes atoms and cells, many structures side by side: one that has converged, has used up its
 * steps or has failed leaves, and the next enters, so that the potential's batch stays full to the
 * end. Any potential will do. For one thread.
 */
public final class Relaxer {
    /**
     * Side by side; more would only take memory, since potentials cut what they are given into
     * batches of their own.
     */
    private static final int STRUCTURES_MAX = 64;

    private static final int ATOMS_MAX = 1024;

    private final Potential potential;
    private final RelaxationSettings settings;

    /** @param potential stays its owner's to close */
    public Relaxer(Potential potential, RelaxationSettings settings) {
        this.potential = potential;
        this.settings = settings;
    }

    /**
     * Relaxes crystals within their space groups: only free lattice parameters and free coordinates
     * of Wyckoff positions move, so that the symmetry is kept exactly.
     *
     * @return as many as crystals, in their order; what fails costs the others nothing
     * @throws IllegalStateException where the potential itself is broken
     */
    public List<Relaxation> relax(List<Crystal> crystals) {
        return run(crystals.size(), i -> DegreesOfFreedom.of(crystals.get(i)));
    }

    /**
     * Relaxes every atom and the cell, without regard to symmetry.
     *
     * @return as {@link #relax}
     */
    public List<Relaxation> relaxUnconstrained(List<Structure> structures) {
        return run(structures.size(), i -> DegreesOfFreedom.of(structures.get(i)));
    }

    /** A descent and its place in the caller's list. */
    private record Item(int index, Descent descent) {}

    private List<Relaxation> run(int count, IntFunction<DegreesOfFreedom> freedoms) {
        Relaxation[] results = new Relaxation[count];
        List<Item> pool = new ArrayList<>();
        int next = 0;
        while (next < count || !pool.isEmpty()) {
            while (next < count && hasRoom(pool)) {
                try {
                    pool.add(new Item(next, descent(freedoms.apply(next))));
                } catch (IllegalArgumentException e) {
                    results[next] =
                            new Relaxation.Failure(Evaluation.Failure.UNPRICEABLE, e.getMessage());
                }
                next++;
            }
            advance(pool, results);
        }
        return Arrays.asList(results);
    }

    private static boolean hasRoom(List<Item> pool) {
        int atoms = pool.stream()
                .mapToInt(item -> item.descent.structure().atomCount())
                .sum();
        return pool.size() < STRUCTURES_MAX && atoms < ATOMS_MAX;
    }

    private Descent descent(DegreesOfFreedom freedom) {
        return new Descent(freedom, settings.optimizer().start(freedom), settings);
    }

    /** One evaluation for each structure of the pool; those at their end leave it. */
    private void advance(List<Item> pool, Relaxation[] results) {
        List<Evaluation> evaluations = potential.evaluate(
                pool.stream().map(item -> item.descent.structure()).toList(),
                RequestedQuantities.ENERGY_FORCES_STRESS);
        Iterator<Evaluation> evaluation = evaluations.iterator();
        pool.removeIf(item -> {
            Optional<Relaxation> end = item.descent.take(evaluation.next());
            end.ifPresent(relaxation -> results[item.index] = relaxation);
            return end.isPresent();
        });
    }
}
