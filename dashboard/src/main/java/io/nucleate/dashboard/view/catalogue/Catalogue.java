package io.nucleate.dashboard.view.catalogue;

import io.nucleate.crystal.Metastability;
import io.nucleate.crystal.matching.Protostructure;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.Scored;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The discoveries of a partition: of each run the metastable crystals that passed all guards, of
 * each {@link Protostructure} the one lowest above the hull. It has a capacity for all runs
 * together; where that is exceeded, the run with most rows gives up its highest ones. One thread
 * changes it, any thread may ask.
 */
public final class Catalogue {
    /** Share of its rows that a run gives up at a time, so that looking for them costs little. */
    private static final double GIVEN_UP = 0.05;

    /** A row by its key. */
    public record Key(String run, String protostructure) {}

    private final int capacity;
    private final Map<String, Columns> runs = new HashMap<>();
    private final Map<String, Double> limits = new HashMap<>();
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private volatile long changes;

    /** @param capacity most rows, of all runs together */
    public Catalogue(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "a catalogue of " + capacity + " rows lists nothing");
        }
        this.capacity = capacity;
    }

    /** Returns whether a crystal is metastable and passed all guards. */
    public static boolean isDiscovery(Scored scored) {
        Double energy = scored.getEnergyAboveHullEvPerAtom();
        return energy != null
                && Metastability.isWithin(energy)
                && scored.getGates().isEmpty();
    }

    /** Returns whether a discovery lies lower than what the catalogue has of its kind. */
    public boolean wants(Key key, Scored discovery) {
        double energy = discovery.getEnergyAboveHullEvPerAtom();
        Columns columns = runs.get(key.run());
        int row = columns == null ? -1 : columns.rowOf(key.protostructure());
        return energy
                < (row < 0
                        ? limits.getOrDefault(key.run(), Double.POSITIVE_INFINITY)
                        : columns.number(Column.ENERGY_ABOVE_HULL, row));
    }

    /** Adds a discovery, in the place of an earlier one of its kind. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public void put(Key key, Scored discovery) {
        lock.writeLock().lock();
        try {
            runs.computeIfAbsent(key.run(), run -> new Columns())
                    .put(key.protostructure(), discovery);
            changes++;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Drops a row, if there is one of that key. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public void remove(Key key) {
        lock.writeLock().lock();
        try {
            Columns columns = runs.get(key.run());
            if (columns != null && columns.rowOf(key.protostructure()) >= 0) {
                columns.remove(key.protostructure());
                changes++;
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Drops the highest rows of the largest run if there are too many, and says which. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public List<Key> giveUp() {
        if (size() <= capacity) {
            return List.of();
        }
        Map.Entry<String, Columns> largest = runs.entrySet().stream()
                .max(Comparator.comparingInt(entry -> entry.getValue().size()))
                .orElseThrow();
        String run = largest.getKey();
        Columns columns = largest.getValue();
        double[] energies = columns.copy(Column.ENERGY_ABOVE_HULL);
        Arrays.sort(energies);
        double limit = energies[energies.length - 1 - (int) (GIVEN_UP * energies.length)];
        limits.put(run, limit);
        List<Key> given = new ArrayList<>();
        for (int row = 0; row < columns.size(); row++) {
            if (columns.number(Column.ENERGY_ABOVE_HULL, row) >= limit) {
                given.add(new Key(run, columns.protostructure(row)));
            }
        }
        lock.writeLock().lock();
        try {
            given.forEach(key -> columns.remove(key.protostructure()));
            changes++;
        } finally {
            lock.writeLock().unlock();
        }
        return given;
    }

    /** Rows of all runs. */
    public int size() {
        return runs.values().stream().mapToInt(Columns::size).sum();
    }

    /** Grows with every change. */
    long changes() {
        return changes;
    }

    /** What asks the rows of a run; called while nothing changes them. */
    interface Question<T> {
        T of(Columns columns);
    }

    /** Asks; nothing where the run has no rows. */
    <T> Optional<T> ask(String run, Question<T> question) {
        Lock read = lock.readLock();
        read.lock();
        try {
            return Optional.ofNullable(runs.get(run)).map(question::of);
        } finally {
            read.unlock();
        }
    }

    /** Returns the key of a candidate that is in the catalogue. */
    Optional<Key> find(CandidateId id) {
        return ask(id.getRun(), columns -> {
                    int row = columns.rowOf(id);
                    return row < 0 ? null : columns.protostructure(row);
                })
                .map(protostructure -> new Key(id.getRun(), protostructure));
    }
}
