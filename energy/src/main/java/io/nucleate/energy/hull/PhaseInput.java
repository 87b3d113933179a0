package io.nucleate.energy.hull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.io.StructureEntry;
import io.nucleate.crystal.io.StructureFiles;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Reads phases from a file of any supported format: a CSV table of phases, JSON, a CSV table of
 * CIFs such as MP-20, or structures. Name and content of the file tell the format.
 */
final class PhaseInput {
    private static final int HEAD_BYTES = 16384;

    private final boolean withStructures;
    private final Consumer<PhaseRow> rows;
    private final Consumer<String> errors;

    /**
     * @param withStructures whether to read structures that are not needed for the formula
     * @param rows receives every phase
     * @param errors receives a message for each phase that cannot be read, with its place
     */
    PhaseInput(boolean withStructures, Consumer<PhaseRow> rows, Consumer<String> errors) {
        this.withStructures = withStructures;
        this.rows = rows;
        this.errors = errors;
    }

    /**
     * Reads a file.
     *
     * @param name name of the file
     * @param stream decompressed content, with support for mark and reset
     * @throws IllegalArgumentException if the rest of the file cannot be read
     */
    void read(String name, InputStream stream) throws IOException {
        String plain = name.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|bz2)$", "");
        String head = new String(Decompression.peek(stream, HEAD_BYTES), StandardCharsets.UTF_8);
        List<String> titles = titles(head);
        if (plain.endsWith(".json") || head.stripLeading().startsWith("[")) {
            json(name).document(stream);
        } else if (plain.matches(".*\\.(jsonl|ndjson)") || head.stripLeading().startsWith("{")) {
            json(name).lines(stream);
        } else if (titles.contains("cif") || !isTable(plain, titles)) {
            structures(name, stream);
        } else {
            PhaseTable.read(name, stream, rows, errors);
        }
    }

    private PhaseJson json(String name) {
        return new PhaseJson(name, withStructures, rows, errors);
    }

    private static List<String> titles(String head) {
        return head.lines()
                .filter(line -> !line.startsWith("#"))
                .findFirst()
                .map(line -> Arrays.asList(line.split(",", -1)))
                .orElse(List.of());
    }

    private static boolean isTable(String plainName, List<String> titles) {
        return plainName.endsWith(".csv")
                || titles.size() > 1 && PhaseRow.FORMULA.stream().anyMatch(titles::contains);
    }

    private void structures(String name, InputStream stream) {
        try (Stream<StructureEntry> entries =
                StructureFiles.read(name.replaceFirst("\\.bz2$", ""), stream)) {
            entries.forEach(this::structure);
        }
    }

    private void structure(StructureEntry entry) {
        if (entry.isError()) {
            errors.accept(entry.error());
            return;
        }
        String where = entry.source() + " entry " + entry.index();
        PhaseRow row;
        try {
            row = row(where, entry);
        } catch (IllegalArgumentException e) {
            errors.accept(where + ": " + e.getMessage());
            return;
        }
        rows.accept(row);
    }

    private static PhaseRow row(String where, StructureEntry entry) {
        JsonNode fields = entry.fields() == null ? MissingNode.getInstance() : entry.fields();
        Composition composition = entry.structure().composition();
        OptionalDouble formationEnergy = number(fields, PhaseRow.FORMATION_ENERGY);
        return new PhaseRow(
                where,
                PhaseRow.ID.stream()
                        .map(fields::path)
                        .filter(JsonNode::isValueNode)
                        .map(JsonNode::asText)
                        .filter(id -> !id.isEmpty())
                        .findFirst(),
                formationEnergy.isPresent()
                        ? Optional.of(new Phase(
                                composition.reducedFormula(),
                                composition,
                                formationEnergy.getAsDouble()))
                        : Optional.empty(),
                number(fields, PhaseRow.ENERGY_ABOVE_HULL),
                Optional.of(entry.structure()));
    }

    private static OptionalDouble number(JsonNode fields, List<String> names) {
        return names.stream()
                .map(fields::path)
                .filter(JsonNode::isNumber)
                .mapToDouble(JsonNode::doubleValue)
                .findFirst();
    }
}
