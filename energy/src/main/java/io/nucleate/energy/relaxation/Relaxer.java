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
 * Relaxes atoms and cells of many structures at the same time, with any potential. When a structure
 * has converged, has used up its steps or has failed, the next one takes its place, so the
 * potential's batches stay full to the end. One thread at a time may use an instance.
 */
public final class Relaxer {
    /**
     * Kind of failure: the structure exploded or collapsed, or two of its atoms came so close that
     * no potential is valid there.
     */
    public static final String RUNAWAY = "runaway";

    /**
     * Largest number of structures that are relaxed at the same time. More would take memory and
     * save no time, because potentials divide their input into batches of bounded size.
     */
    private static final int STRUCTURES_MAX = 64;

    /** Number of atoms from which on no further structure is added. */
    private static final int ATOMS_MAX = 1024;

    private final Potential potential;
    private final RelaxationSettings settings;

    /** @param potential the caller closes it */
    public Relaxer(Potential potential, RelaxationSettings settings) {
        this.potential = potential;
        this.settings = settings;
    }

    /**
     * Relaxes crystals within their space groups. Only the free lattice parameters and the free
     * coordinates of Wyckoff positions change, so the symmetry is kept exactly.
     *
     * @return one result for each crystal, in the same order; the failure of one crystal does not
     *     affect the others
     * @throws IllegalStateException if the potential itself fails
     */
    public List<Result<Relaxed>> relax(List<Crystal> crystals) {
        return run(crystals.size(), i -> DegreesOfFreedom.of(crystals.get(i)));
    }

    /**
     * Relaxes all atoms and the cell, without keeping symmetry.
     *
     * @return as {@link #relax}
     */
    public List<Result<Relaxed>> relaxUnconstrained(List<Structure> structures) {
        return run(structures.size(), i -> DegreesOfFreedom.of(structures.get(i)));
    }

    /** A descent, and the place of its structure in the caller's list. */
    private record IndexedDescent(int index, Descent descent) {}

    private List<Result<Relaxed>> run(int count, IntFunction<DegreesOfFreedom> freedoms) {
        List<Result<Relaxed>> results = new ArrayList<>(Collections.nCopies(count, null));
        List<IndexedDescent> pool = new ArrayList<>();
        int next = 0;
        while (next < count || !pool.isEmpty()) {
            while (next < count && hasRoom(pool)) {
                try {
                    pool.add(new IndexedDescent(next, descent(freedoms.apply(next))));
                } catch (IllegalArgumentException e) {
                    results.set(next, Result.failure(Potential.UNSUPPORTED, e.getMessage()));
                }
                next++;
            }
            advance(pool, results);
        }
        return results;
    }

    private static boolean hasRoom(List<IndexedDescent> pool) {
        int atoms = pool.stream()
                .mapToInt(item -> item.descent.structure().atomCount())
                .sum();
        return pool.size() < STRUCTURES_MAX && atoms < ATOMS_MAX;
    }

    private Descent descent(DegreesOfFreedom freedom) {
        return new Descent(freedom, settings.optimizer().start(freedom), settings);
    }

    /**
     * Evaluates every structure of the pool once and moves it by a step. Structures whose
     * relaxation ends leave the pool.
     */
    private void advance(List<IndexedDescent> pool, List<Result<Relaxed>> results) {
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
