package io.nucleate.energy.potential;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.Words;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The description of a TorchScript module: its inputs, its outputs and their units. It is read from
 * a JSON file beside the module, whose fields the documentation on potentials explains.
 *
 * @param name name of the potential, part of its name in every score
 * @param version version of the potential, part of its name in every score
 * @param model file name of the module, in the directory of the card
 * @param sha256 SHA-256 of the module's file, in hexadecimal
 * @param licence licence of the parameters
 * @param citation publication to cite for the parameters
 * @param energyReference what the energies mean, in words for a reader
 * @param elements elements that the module knows, in the order of its {@link Input#SPECIES}
 * @param elementalReferences name or file of the elemental references that belong to the potential
 * @param energyUnitEv unit of the module's energies, in eV
 * @param lengthUnitAngstrom unit of the module's lengths, in angstrom
 * @param stressUnitEvPerAngstrom3 unit of the module's stresses, in eV/angstrom³
 * @param cutoffAngstrom largest length of a bond
 * @param edgeSign +1 if an edge vector points from the atom in the first row of the edge index to
 *     the atom in the second row; −1 if it points the other way
 * @param inputs arguments of the module, in their order
 * @param outputs results of the module, in their order
 * @param forces how forces and stresses are computed
 * @param edgesPerCall largest number of directed edges in one call, if it holds several structures
 * @param edgesMax largest number of directed edges of one structure
 */
record ModelCard(
        String name,
        String version,
        String model,
        String sha256,
        String licence,
        String citation,
        String energyReference,
        List<Element> elements,
        Optional<String> elementalReferences,
        double energyUnitEv,
        double lengthUnitAngstrom,
        double stressUnitEvPerAngstrom3,
        double cutoffAngstrom,
        int edgeSign,
        List<TensorSpec<Input>> inputs,
        List<TensorSpec<Output>> outputs,
        Forces forces,
        int edgesPerCall,
        int edgesMax) {

    /** The roles of arguments, for s structures that together have n atoms and E directed edges. */
    enum Input {
        /** [n] int64, atomic numbers. */
        ATOMIC_NUMBERS,
        /** [n] int64, place of each atom's element in the card's list of elements, from 0. */
        SPECIES,
        /** [2, E] int64, the two atoms of each edge. */
        EDGE_INDEX,
        /** [E, 3], vectors between the two atoms of each edge. */
        EDGE_VECTORS,
        /** [n, 3], Cartesian positions. */
        POSITIONS,
        /** [s, 3, 3], lattice vectors, as rows. */
        CELLS,
        /**
         * [E, 3], whole numbers of lattice vectors to add to the difference of the two positions to
         * get the edge vector.
         */
        EDGE_SHIFTS,
        /** [n] int64, number of the structure that each atom belongs to, from 0. */
        STRUCTURE_OF_ATOM;

        private boolean isWhole() {
            return this == ATOMIC_NUMBERS
                    || this == SPECIES
                    || this == EDGE_INDEX
                    || this == STRUCTURE_OF_ATOM;
        }
    }

    /** The roles of results. */
    enum Output {
        /** [n] or [n, 1], energy of each atom. */
        ATOM_ENERGIES,
        /** [s], total energy of each structure. */
        ENERGIES,
        /** [n, 3], forces: minus the derivative of the energy by the positions. */
        FORCES,
        /**
         * [s, 3, 3], derivative of the energy by the strain, divided by the volume; positive if the
         * cell wants to shrink.
         */
        STRESSES
    }

    /** The ways to compute forces and stresses. */
    enum Forces {
        /** From the derivatives of the energy by the edge vectors. */
        EDGE_VECTORS,
        /** From the derivatives of the energy by positions and lattice vectors. */
        POSITIONS,
        /** The module returns them. */
        MODULE
    }

    /** The types of numbers. */
    enum Type {
        INT64,
        FLOAT32,
        FLOAT64
    }

    /**
     * An argument or a result of the module.
     *
     * @param name name of an argument, for messages; with a dot, as in {@code data.pos}, the
     *     argument is the entry {@code pos} of a dictionary. For a result, its key in the
     *     dictionary that the module returns; empty if the module returns a tensor or a tuple
     * @param role what the tensor holds
     */
    record TensorSpec<R>(String name, R role, Type type) {}

    private static final List<String> FIELDS = List.of(
            "name",
            "version",
            "model",
            "sha256",
            "licence",
            "citation",
            "energy_reference",
            "elements",
            "elemental_references",
            "units",
            "neighbours",
            "inputs",
            "outputs",
            "forces",
            "edges_per_call",
            "edges_max");
    private static final int EDGES_PER_CALL = 4_000;
    private static final int EDGES_MAX = 40_000;
    private static final Map<String, Double> ENERGY_UNITS = new TreeMap<>(
            Map.of("eV", 1.0, "hartree", 27.211386245988, "kcal/mol", 0.0433641153087705));
    private static final Map<String, Double> LENGTH_UNITS =
            new TreeMap<>(Map.of("angstrom", 1.0, "bohr", 0.529177210903));
    private static final Map<String, Double> STRESS_UNITS = new TreeMap<>(Map.of(
            "eV/angstrom^3",
            1.0,
            "GPa",
            1 / Prediction.GPA_PER_EV_PER_ANGSTROM3,
            "kbar",
            0.1 / Prediction.GPA_PER_EV_PER_ANGSTROM3));

    /**
     * @throws IllegalArgumentException if the parts do not fit together; the message names the
     *     field and the remedy
     */
    ModelCard {
        elements = List.copyOf(elements);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        if (!(cutoffAngstrom > 0) || cutoffAngstrom > 20) {
            throw new IllegalArgumentException("neighbours.cutoff_angstrom is " + cutoffAngstrom
                    + "; it must lie between 0 and 20");
        }
        if (edgesPerCall < 1 || edgesMax < 1) {
            throw new IllegalArgumentException("edges_per_call and edges_max must be positive");
        }
        Set<Output> given = outputs.stream().map(TensorSpec::role).collect(Collectors.toSet());
        if (given.size() != outputs.size()) {
            throw new IllegalArgumentException(
                    "outputs lists the same thing twice; keep one of them");
        }
        if (given.contains(Output.ATOM_ENERGIES) == given.contains(Output.ENERGIES)) {
            throw new IllegalArgumentException(
                    "outputs must have either atom_energies or energies, and has " + outputs);
        }
        if (outputs.size() > 1
                && outputs.stream().anyMatch(output -> output.name().isEmpty())
                && outputs.stream().anyMatch(output -> !output.name().isEmpty())) {
            throw new IllegalArgumentException(
                    "outputs has some names; give all of them, the keys of the dictionary that"
                            + " the module returns, or none");
        }
        for (TensorSpec<Input> input : inputs) {
            if ((input.type() == Type.INT64) != input.role().isWhole()) {
                throw new IllegalArgumentException("inputs." + input.name() + ".dtype is "
                        + Words.lowerCase(input.type()) + "; it must be "
                        + (input.role().isWhole() ? "int64" : "float32 or float64"));
            }
        }
        checkForces(forces, given, inputs);
    }

    private static void checkForces(
            Forces forces, Set<Output> given, List<TensorSpec<Input>> inputs) {
        List<Input> wanted = inputs.stream().map(TensorSpec::role).toList();
        if (forces == Forces.EDGE_VECTORS && !wanted.contains(Input.EDGE_VECTORS)) {
            throw new IllegalArgumentException(
                    "forces is edge_vectors but inputs has none; add them, or say positions");
        }
        if (forces == Forces.POSITIONS
                && (!wanted.contains(Input.POSITIONS)
                        || !wanted.contains(Input.CELLS)
                        || wanted.contains(Input.EDGE_VECTORS))) {
            throw new IllegalArgumentException(
                    "forces is positions, which needs the inputs positions and cells, and no"
                            + " edge_vectors, which would not follow them; inputs has "
                            + wanted.stream().map(Words::lowerCase).toList());
        }
        if (forces == Forces.MODULE
                && !(given.contains(Output.FORCES) && given.contains(Output.STRESSES))) {
            throw new IllegalArgumentException(
                    "forces is module, so outputs must have forces and stresses; without them say"
                            + " edge_vectors or positions");
        }
    }

    /**
     * Tells whether several structures can share a call. They can if the module is told which atom
     * belongs to which structure, or if it need not know.
     */
    boolean packs() {
        return has(Input.STRUCTURE_OF_ATOM)
                || (outputs.stream().allMatch(output -> output.role() == Output.ATOM_ENERGIES)
                        && !has(Input.CELLS));
    }

    boolean has(Input role) {
        return inputs.stream().anyMatch(input -> input.role() == role);
    }

    /** Returns the role of the output that holds energies. */
    Output energies() {
        return outputs.stream().anyMatch(output -> output.role() == Output.ENERGIES)
                ? Output.ENERGIES
                : Output.ATOM_ENERGIES;
    }

    /** Returns the place of an element in the card's list of elements; −1 if it is not there. */
    int speciesOf(int atomicNumber) {
        return elements.indexOf(Element.ofAtomicNumber(atomicNumber));
    }

    Set<Element> elementSet() {
        return elements.isEmpty() ? Set.of() : EnumSet.copyOf(elements);
    }

    /** Returns name and version of the potential, which scores quote. */
    String potential() {
        return name + "-" + version;
    }

    /**
     * Reads a card.
     *
     * @throws IllegalArgumentException if a field is missing or wrong; the message names the field
     *     and the remedy
     */
    static ModelCard parse(String json) {
        JsonNode root;
        try {
            root = new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is not JSON: " + e.getOriginalMessage(), e);
        }
        if (!root.isObject()) {
            throw new IllegalArgumentException("it is not a JSON object");
        }
        root.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                throw new IllegalArgumentException(
                        "the field " + field + " is unknown; known are " + FIELDS);
            }
        });
        Fields card = new Fields(root, "");
        Fields units = card.object("units");
        Fields neighbours = card.object("neighbours");
        List<TensorSpec<Output>> outputs =
                card.list("outputs").stream().map(ModelCard::output).toList();
        boolean stresses = outputs.stream().anyMatch(output -> output.role() == Output.STRESSES);
        return new ModelCard(
                card.text("name"),
                card.text("version"),
                card.text("model"),
                card.text("sha256").toLowerCase(Locale.ROOT),
                card.text("licence"),
                card.text("citation"),
                card.text("energy_reference"),
                card.elements("elements"),
                card.optionalText("elemental_references"),
                units.unit("energy", ENERGY_UNITS),
                units.unit("length", LENGTH_UNITS),
                stresses ? units.unit("stress", STRESS_UNITS) : 1,
                neighbours.number("cutoff_angstrom"),
                neighbours.word("edge_vectors", EdgeSense.class) == EdgeSense.FIRST_TO_SECOND
                        ? 1
                        : -1,
                card.list("inputs").stream().map(ModelCard::input).toList(),
                outputs,
                card.word("forces", Forces.class),
                card.count("edges_per_call", EDGES_PER_CALL),
                card.count("edges_max", EDGES_MAX));
    }

    private enum EdgeSense {
        FIRST_TO_SECOND,
        SECOND_TO_FIRST
    }

    private static TensorSpec<Input> input(Fields fields) {
        return new TensorSpec<>(
                fields.text("name"),
                fields.word("is", Input.class),
                fields.word("dtype", Type.class));
    }

    private static TensorSpec<Output> output(Fields fields) {
        return new TensorSpec<>(
                fields.optionalText("name").orElse(""),
                fields.word("is", Output.class),
                fields.word("dtype", Type.class));
    }

    /** A JSON object and its place in the card, for messages. */
    private record Fields(JsonNode node, String place) {

        private JsonNode required(String field) {
            JsonNode value = node.path(field);
            if (value.isMissingNode() || value.isNull()) {
                throw new IllegalArgumentException("the field " + place + field + " is missing");
            }
            return value;
        }

        String text(String field) {
            JsonNode value = required(field);
            if (!value.isTextual() || value.textValue().isBlank()) {
                throw new IllegalArgumentException(
                        place + field + " is " + value + "; it must be a text");
            }
            return value.textValue();
        }

        Optional<String> optionalText(String field) {
            return node.hasNonNull(field) ? Optional.of(text(field)) : Optional.empty();
        }

        double number(String field) {
            JsonNode value = required(field);
            if (!value.isNumber()) {
                throw new IllegalArgumentException(
                        place + field + " is " + value + "; it must be a number");
            }
            return value.doubleValue();
        }

        int count(String field, int standard) {
            if (!node.hasNonNull(field)) {
                return standard;
            }
            if (!node.get(field).isInt()) {
                throw new IllegalArgumentException(
                        place + field + " is " + node.get(field) + "; it must be a whole number");
            }
            return node.get(field).intValue();
        }

        double unit(String field, Map<String, Double> units) {
            Double unit = units.get(text(field));
            if (unit == null) {
                throw new IllegalArgumentException(place + field + " is '" + text(field)
                        + "'; it must be one of " + units.keySet());
            }
            return unit;
        }

        <E extends Enum<E>> E word(String field, Class<E> type) {
            String text = text(field);
            Words<E> words = new Words<>(field, type, Words::lowerCase);
            return words.find(text)
                    .orElseThrow(() -> new IllegalArgumentException(place + field + " is '" + text
                            + "'; it must be one of [" + words.choices() + "]"));
        }

        Fields object(String field) {
            JsonNode value = required(field);
            if (!value.isObject()) {
                throw new IllegalArgumentException(
                        place + field + " is " + value + "; it must be an object");
            }
            return new Fields(value, place + field + ".");
        }

        List<Fields> list(String field) {
            List<Fields> list = new ArrayList<>();
            for (JsonNode item : array(field)) {
                list.add(new Fields(item, place + field + "[" + list.size() + "]."));
            }
            return list;
        }

        List<Element> elements(String field) {
            try {
                return StreamSupport.stream(array(field).spliterator(), false)
                        .map(symbol -> Element.of(symbol.asText()))
                        .toList();
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(place + field + ": " + e.getMessage(), e);
            }
        }

        private JsonNode array(String field) {
            JsonNode value = required(field);
            if (!value.isArray() || value.isEmpty()) {
                throw new IllegalArgumentException(
                        place + field + " is " + value + "; it must be a list");
            }
            return value;
        }
    }
}
