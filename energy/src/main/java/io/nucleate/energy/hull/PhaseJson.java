package io.nucleate.energy.hull;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.io.CrystalJson;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads phases from JSON: one object in each line, or one document that is an array of objects or
 * an object with such an array under {@code entries} or {@code data}. Objects are read one at a
 * time, so the length of the file does not matter.
 *
 * <p>An object is a crystal or structure line with a formation energy; a document of the Materials
 * Project ({@code formula_pretty}, {@code structure}); or a computed entry as pymatgen writes it,
 * with energies under {@code data}, as in the Alexandria database ({@code e_form},
 * {@code e_above_hull}, {@code mat_id}).
 */
final class PhaseJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final Set<String> LISTS = Set.of("entries", "data");

    private final String name;
    private final boolean withStructures;
    private final Consumer<PhaseRow> rows;
    private final Consumer<String> errors;
    private int entries;

    /**
     * @param name name of the file, for messages
     * @param withStructures whether to read structures, which takes most of the time
     * @param rows receives every phase
     * @param errors receives a message for each object that is not a phase, with the name of the
     *     file and the number of the line or entry
     */
    PhaseJson(
            String name, boolean withStructures, Consumer<PhaseRow> rows, Consumer<String> errors) {
        this.name = name;
        this.withStructures = withStructures;
        this.rows = rows;
        this.errors = errors;
    }

    /** Reads a file with one object in each line. */
    void lines(InputStream stream) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isBlank()) {
                String where = name + " line " + number;
                try {
                    accept(where, CrystalJson.parse(line));
                } catch (IllegalArgumentException e) {
                    errors.accept(where + ": " + e.getMessage());
                }
            }
        }
    }

    /**
     * Reads one JSON document.
     *
     * @throws IllegalArgumentException if it is not JSON; the message has the number of the last
     *     entry that was read
     */
    void document(InputStream stream) throws IOException {
        try (JsonParser parser = MAPPER.createParser(stream)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_ARRAY) {
                    array(parser);
                } else if (token == JsonToken.START_OBJECT) {
                    object(parser);
                } else {
                    throw new IllegalArgumentException(
                            name + ": neither an object nor an array of phases");
                }
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    name + " is damaged after entry " + entries + ": " + e.getOriginalMessage(), e);
        }
    }

    private void array(JsonParser parser) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            entry(parser.readValueAsTree());
        }
    }

    private void object(JsonParser parser) throws IOException {
        ObjectNode fields = MAPPER.createObjectNode();
        boolean list = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            if (parser.nextToken() == JsonToken.START_ARRAY && LISTS.contains(field)) {
                array(parser);
                list = true;
            } else {
                fields.set(field, parser.readValueAsTree());
            }
        }
        if (!list) {
            entry(fields);
        }
    }

    private void entry(JsonNode node) {
        String where = name + " entry " + ++entries;
        try {
            accept(where, node);
        } catch (IllegalArgumentException e) {
            errors.accept(where + ": " + e.getMessage());
        }
    }

    private void accept(String where, JsonNode node) {
        JsonNode data = node.path("data").isObject() ? node.path("data") : node;
        Optional<Structure> structure =
                withStructures || first(data, PhaseRow.FORMULA).isEmpty()
                        ? structure(node)
                        : Optional.empty();
        OptionalDouble formationEnergy = number(data, PhaseRow.FORMATION_ENERGY);
        Optional<Phase> phase = formationEnergy.isPresent()
                ? Optional.of(phase(data, structure, formationEnergy.getAsDouble()))
                : Optional.empty();
        Optional<String> id = first(data, PhaseRow.ID).or(() -> first(node, PhaseRow.ID));
        rows.accept(new PhaseRow(
                where, id, phase, number(data, PhaseRow.ENERGY_ABOVE_HULL), structure));
    }

    private static Phase phase(
            JsonNode data, Optional<Structure> structure, double formationEnergyEvPerAtom) {
        Optional<String> formula = first(data, PhaseRow.FORMULA);
        if (formula.isPresent()) {
            return new Phase(formula.get().replace(" ", ""), formationEnergyEvPerAtom);
        }
        Composition composition = structure
                .map(Structure::composition)
                .orElseThrow(
                        () -> new IllegalArgumentException("neither a formula nor a structure"));
        return new Phase(composition.reducedFormula(), composition, formationEnergyEvPerAtom);
    }

    private static Optional<Structure> structure(JsonNode node) {
        JsonNode structure = node.path("structure").isObject() ? node.path("structure") : node;
        if (structure.path("lattice").has("matrix")) {
            return Optional.of(pymatgen(structure));
        }
        return structure.has("lattice_vectors")
                        || structure.has("space_group") && structure.has("sites")
                ? Optional.of(CrystalJson.readStructure(structure))
                : Optional.empty();
    }

    /**
     * Reads a structure as pymatgen writes it: {@code lattice.matrix}, and {@code species} and
     * {@code abc} of each site.
     */
    private static Structure pymatgen(JsonNode node) {
        JsonNode sites = node.path("sites");
        int[] atomicNumbers = new int[sites.size()];
        double[][] frac = new double[sites.size()][];
        for (int i = 0; i < frac.length; i++) {
            JsonNode species = sites.get(i).path("species");
            if (species.size() != 1 || species.get(0).path("occu").asDouble(1) != 1) {
                throw new IllegalArgumentException(
                        "site " + i + " is not one whole atom: " + species);
            }
            String symbol = species.get(0).path("element").asText();
            atomicNumbers[i] = Element.of(symbol).atomicNumber();
            frac[i] = numbers(sites.get(i).path("abc"));
        }
        JsonNode matrix = node.path("lattice").path("matrix");
        double[][] vectors = new double[matrix.size()][];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = numbers(matrix.get(i));
        }
        return new Structure(vectors, atomicNumbers, frac);
    }

    private static double[] numbers(JsonNode array) {
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).asDouble(Double.NaN);
        }
        return numbers;
    }

    private static Optional<String> first(JsonNode node, List<String> names) {
        return names.stream()
                .map(node::path)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .findFirst();
    }

    private static OptionalDouble number(JsonNode node, List<String> names) {
        for (String name : names) {
            JsonNode value = node.path(name);
            if (value.isNumber()) {
                return OptionalDouble.of(value.doubleValue());
            } else if (!value.isMissingNode() && !value.isNull()) {
                throw new IllegalArgumentException(
                        "\"" + name + "\" is " + value + ", not a number of eV per atom");
            }
        }
        return OptionalDouble.empty();
    }
}
