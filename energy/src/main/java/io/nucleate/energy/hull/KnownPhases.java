package io.nucleate.energy.hull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The phases of a reference with the materials that they are, for people to read.
 *
 * @param reference the phases
 * @param materials identifiers of materials in their source, by reduced formula; none for points
 *     that are heights of the source's hull, where the source does not give the phases
 */
public record KnownPhases(HullReference reference, Map<String, String> materials) {
    public KnownPhases {
        materials = Map.copyOf(materials);
    }

    /**
     * Reads a reference, as {@link HullReference#named} does.
     *
     * @param name {@code shipped}, or the path of a file; a table in CSV names no materials
     */
    public static KnownPhases named(String name) {
        if (name.equals(HullReference.SHIPPED)) {
            return of(ReferenceFile.shipped());
        }
        Path file = Path.of(name);
        try (InputStream stream = Decompression.of(Files.newInputStream(file))) {
            return ReferenceFile.isOne(stream)
                    ? of(ReferenceFile.read(name, stream))
                    : new KnownPhases(HullReference.read(file), Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the hull reference '" + file + "'", e);
        }
    }

    private static KnownPhases of(ReferenceFile.Content content) {
        Map<String, String> materials = new HashMap<>();
        for (ReferencePhase point : content.phases()) {
            point.id().ifPresent(id -> materials.put(formula(point.phase()), id));
        }
        return new KnownPhases(content.reference(), materials);
    }

    /** Returns the identifier of the material that a phase of the reference is. */
    public Optional<String> material(Phase phase) {
        return Optional.ofNullable(materials.get(formula(phase)));
    }

    private static String formula(Phase phase) {
        return phase.composition().reducedFormula();
    }
}
