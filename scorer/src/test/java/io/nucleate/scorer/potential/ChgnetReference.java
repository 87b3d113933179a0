package io.nucleate.scorer.potential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Structure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * 65 structures of the Materials Project (CC BY 4.0), a third rattled, a third strained and rattled, with what the Python
 * package chgnet 0.4.2 (model 0.3.0) says of them.
 */
record ChgnetReference(String id, Structure structure, JsonNode expected) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<ChgnetReference> all() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                ChgnetReference.class.getResourceAsStream("chgnet-0.3.0.jsonl"), StandardCharsets.UTF_8))) {
            return lines.lines().map(ChgnetReference::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ChgnetReference parse(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            String[] symbols = JSON.treeToValue(node.get("elements"), String[].class);
            int[] atomicNumbers = new int[symbols.length];
            for (int i = 0; i < symbols.length; i++) {
                atomicNumbers[i] = Element.of(symbols[i]).atomicNumber();
            }
            Structure structure =
                    new Structure(rows(node.get("lattice_vectors")), atomicNumbers, rows(node.get("frac")));
            return new ChgnetReference(
                    node.get("material_id").asText() + " " + node.get("kind").asText(), structure, node);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    double number(String field) {
        return expected.get(field).asDouble();
    }

    double[] row(String field) {
        return JSON.convertValue(expected.get(field), double[].class);
    }

    double[][] rows(String field) {
        return rows(expected.get(field));
    }

    private static double[][] rows(JsonNode node) {
        return JSON.convertValue(node, double[][].class);
    }
}
