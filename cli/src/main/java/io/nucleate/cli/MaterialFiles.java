package io.nucleate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Material;
import io.nucleate.crystal.io.StructureEntry;
import io.nucleate.crystal.io.StructureFiles;
import io.nucleate.crystal.symmetry.SymmetryFinder;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Materials from files of crystals and structures. */
final class MaterialFiles {
    private MaterialFiles() {}

    /** Reads what can be read, and tells the tally what cannot. */
    static List<Material> read(StructureInput input, FailureTally tally) {
        List<Material> materials = new ArrayList<>();
        try (Stream<StructureEntry> entries = input.read()) {
            entries.forEach(entry -> {
                if (entry.isError()) {
                    tally.failed(entry.place(), entry.error());
                } else {
                    tally.succeeded();
                    materials.add(material(entry));
                }
            });
        }
        return materials;
    }

    /**
     * Reads all entries.
     *
     * @param files names, {@code -} for the standard input
     * @throws IllegalArgumentException for an entry that cannot be read: what is known must be
     *     known for certain
     */
    static List<Material> readAll(List<String> files) {
        try (Stream<StructureEntry> entries = StructureFiles.read(files, System.in)) {
            return entries.map(entry -> {
                        if (entry.isError()) {
                            throw new IllegalArgumentException(entry.error());
                        }
                        return material(entry);
                    })
                    .toList();
        }
    }

    /**
     * Finds the symmetry of the materials that came without, as far as there is one: coinciding
     * atoms have none.
     */
    static List<Material> withSymmetry(List<Material> materials, double toleranceAngstrom) {
        return materials.parallelStream()
                .map(material -> material.crystal().isPresent()
                        ? material
                        : new Material(
                                material.name(),
                                crystal(material, toleranceAngstrom),
                                material.structure(),
                                material.properties()))
                .toList();
    }

    private static Optional<Crystal> crystal(Material material, double toleranceAngstrom) {
        try {
            return Optional.of(SymmetryFinder.find(material.structure(), toleranceAngstrom));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // whoever needs the symmetry says how many lack it
        }
    }

    private static Material material(StructureEntry entry) {
        Map<String, Double> properties = new HashMap<>();
        String name = entry.source() + ":" + entry.index();
        ObjectNode fields = entry.fields();
        if (fields != null) {
            fields.properties().stream()
                    .filter(field -> field.getValue().isNumber())
                    .forEach(field ->
                            properties.put(field.getKey(), field.getValue().doubleValue()));
            JsonNode id = fields.path("material_id");
            name = id.isTextual() ? id.textValue() : name;
        }
        return new Material(
                name, Optional.ofNullable(entry.crystal()), entry.structure(), properties);
    }
}
