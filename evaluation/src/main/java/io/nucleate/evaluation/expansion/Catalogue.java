package io.nucleate.evaluation.expansion;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.matching.PreparedStructure;
import io.nucleate.crystal.matching.Protostructure;
import io.nucleate.crystal.matching.StructureMatcher;
import io.nucleate.crystal.matching.Tolerances;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All crystals so far: the known ones, and what was found. Two crystals are the same if they have
 * the same protostructure, or if {@link StructureMatcher} says so.
 */
final class Catalogue {
    private final StructureMatcher matcher = new StructureMatcher(Tolerances.DEFAULT);
    private final Map<Protostructure, String> names = new HashMap<>();
    private final Map<String, List<Entry>> byFormula = new HashMap<>();
    private final Set<Protostructure> known = new HashSet<>();
    private final Set<Protostructure> proposed = new HashSet<>();

    private record Entry(String name, Crystal crystal) {}

    /**
     * Adds a known crystal.
     *
     * @param name by which {@link #find} speaks of it
     */
    void addKnown(String name, Crystal crystal) {
        known.add(add(name, crystal));
    }

    /**
     * Adds a crystal that was found.
     *
     * @param number of its proposal, which is its name
     */
    void addFound(long number, Crystal crystal) {
        add(Long.toString(number), crystal);
    }

    private Protostructure add(String name, Crystal crystal) {
        Protostructure protostructure = Protostructure.of(crystal);
        names.putIfAbsent(protostructure, name);
        byFormula
                .computeIfAbsent(
                        crystal.composition().reducedFormula(), formula -> new ArrayList<>(1))
                .add(new Entry(name, crystal));
        return protostructure;
    }

    /** Returns the name of the crystal that a crystal is the same as; empty if it is new. */
    Optional<String> find(Crystal crystal) {
        Optional<String> sameProtostructure =
                Optional.ofNullable(names.get(Protostructure.of(crystal)));
        return sameProtostructure.isPresent() ? sameProtostructure : match(crystal);
    }

    private Optional<String> match(Crystal crystal) {
        List<Entry> sameFormula =
                byFormula.getOrDefault(crystal.composition().reducedFormula(), List.of());
        if (sameFormula.isEmpty()) {
            return Optional.empty();
        }
        PreparedStructure prepared = PreparedStructure.of(crystal.primitiveStructure());
        return sameFormula.stream()
                .filter(entry -> matcher.matches(
                        prepared, PreparedStructure.of(entry.crystal.primitiveStructure())))
                .map(Entry::name)
                .findFirst();
    }

    /**
     * Notes a proposal.
     *
     * @return whether its protostructure is new: neither that of a known crystal nor proposed
     *     before. What was found does not count here, so that the answer does not depend on how far
     *     the computations are
     */
    boolean propose(Protostructure protostructure) {
        return !known.contains(protostructure) && proposed.add(protostructure);
    }
}
