package io.nucleate.energy.relaxation;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.potential.RequestedQuantities;

import java.util.ArrayList;
import java.util.Collections;
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
     * Kind of failure: on its way the structure exploded, collapsed or fell into a hole of the
     * potential's surface.
     */
    public static final String RUNAWAY = "runaway";

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
    public List<Result<Relaxed>> relax(List<Crystal> crystals) {
        return run(crystals.size(), i -> DegreesOfFreedom.of(crystals.get(i)));
    }

    /**
     * Relaxes every atom and the cell, without regard to symmetry.
     *
     * @return as {@link #relax}
     */
    public List<Result<Relaxed>> relaxUnconstrained(List<Structure> structures) {
        return run(structures.size(), i -> DegreesOfFreedom.of(structures.get(i)));
    }

    /** A descent and its place in the caller's list. */
    private record Item(int index, Descent descent) {}

    private List<Result<Relaxed>> run(int count, IntFunction<DegreesOfFreedom> freedoms) {
        List<Result<Relaxed>> results = new ArrayList<>(Collections.nCopies(count, null));
        List<Item> pool = new ArrayList<>();
        int next = 0;
        while (next < count || !pool.isEmpty()) {
            while (next < count && hasRoom(pool)) {
                try {
                    pool.add(new Item(next, descent(freedoms.apply(next))));
                } catch (IllegalArgumentException e) {
                    results.set(next, Result.failure(Potential.UNSUPPORTED, e.getMessage()));
                }
                next++;
            }
            advance(pool, results);
        }
        return results;
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
    private void advance(List<Item> pool, List<Result<Relaxed>> results) {
        List<Result<Prediction>> predictions = potential.evaluate(
                pool.stream().map(item -> item.descent.structure()).toList(),
                RequestedQuantities.ENERGY_FORCES_STRESS);
        Iterator<Result<Prediction>> prediction = predictions.iterator();
        pool.removeIf(item -> {
            Optional<Result<Relaxed>> end = item.descent.take(prediction.next());
            end.ifPresent(relaxed -> results.set(item.index, relaxed));
            return end.isPresent();
        });
    }
}
