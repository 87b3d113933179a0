package io.nucleate.evaluation;

import io.nucleate.crystal.Material;
import io.nucleate.crystal.matching.PreparedStructure;
import io.nucleate.crystal.matching.StructureMatcher;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Known materials with their structures. The {@link StructureMatcher} compares a material with
 * those that have the same reduced formula.
 */
public final class KnownStructures implements KnownMaterials {
    private final List<Material> materials;
    private final StructureMatcher matcher;
    private final Map<String, List<Integer>> byFormula = new HashMap<>();
    /** Structures are prepared when they are first compared: only few formulas ever are. */
    private final Map<Integer, PreparedStructure> prepared = new ConcurrentHashMap<>();

    public KnownStructures(List<Material> materials, StructureMatcher matcher) {
        this.materials = List.copyOf(materials);
        this.matcher = matcher;
        for (int i = 0; i < materials.size(); i++) {
            String formula = materials.get(i).structure().composition().reducedFormula();
            byFormula.computeIfAbsent(formula, f -> new ArrayList<>()).add(i);
        }
    }

    @Override
    public int size() {
        return materials.size();
    }

    @Override
    public String protocol() {
        return "structure matcher against known structures of the same reduced formula";
    }

    @Override
    public boolean canTell(Material material) {
        return true;
    }

    @Override
    public Optional<String> find(Material material, PreparedStructure structure) {
        return matching(structure).mapToObj(i -> materials.get(i).name()).findFirst();
    }

    /** Returns the places of the known materials that a structure matches. */
    IntStream matching(PreparedStructure structure) {
        return byFormula.getOrDefault(structure.formula(), List.of()).stream()
                .mapToInt(Integer::intValue)
                .filter(i -> matcher.matches(structure, prepare(i)));
    }

    private PreparedStructure prepare(int index) {
        return prepared.computeIfAbsent(
                index, i -> PreparedStructure.of(materials.get(i).structure()));
    }
}
