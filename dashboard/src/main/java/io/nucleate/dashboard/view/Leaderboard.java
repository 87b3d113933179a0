package io.nucleate.dashboard.view;

import io.nucleate.crystal.matching.Protostructure;
import io.nucleate.schemas.Scored;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The crystals lowest above the hull, each {@link Protostructure} once. Keeps keys and energies
 * only, and tells its owner what to store and what to forget. Not safe for use by several threads.
 */
public final class Leaderboard {
    private record Entry(String key, double energyEvPerAtom) {}

    private final int capacity;
    private final Map<String, Entry> byKey = new HashMap<>();
    private final TreeSet<Entry> ranked = new TreeSet<>(
            Comparator.comparingDouble(Entry::energyEvPerAtom).thenComparing(Entry::key));

    /** @param capacity most entries kept */
    public Leaderboard(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "a leaderboard of " + capacity + " entries shows nothing");
        }
        this.capacity = capacity;
    }

    /**
     * Returns whether a crystal may lead: it has an energy, passed every guard, and its reference
     * was good enough for a reward.
     */
    public static boolean isEligible(Scored scored) {
        return scored.getEnergyAboveHullEvPerAtom() != null
                && scored.getGates().isEmpty()
                && scored.getReward() != null;
    }

    /**
     * Takes an entry that is among the best, and lower than an earlier one of the same key.
     *
     * @return whether it was taken
     */
    public boolean offer(String key, double energyEvPerAtom) {
        Entry known = byKey.get(key);
        if (known != null && known.energyEvPerAtom <= energyEvPerAtom) {
            return false;
        }
        if (known == null
                && ranked.size() >= capacity
                && ranked.last().energyEvPerAtom <= energyEvPerAtom) {
            return false;
        }
        if (known != null) {
            ranked.remove(known);
        }
        Entry entry = new Entry(key, energyEvPerAtom);
        byKey.put(key, entry);
        ranked.add(entry);
        return true;
    }

    /** Drops the highest entry if there are too many, and says which. */
    public Optional<String> evict() {
        if (ranked.size() <= capacity) {
            return Optional.empty();
        }
        Entry worst = ranked.pollLast();
        byKey.remove(worst.key);
        return Optional.of(worst.key);
    }
}
