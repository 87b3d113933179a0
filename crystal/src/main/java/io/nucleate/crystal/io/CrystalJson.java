package io.nucleate.crystal.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.Structure;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads and writes crystal lines and structure lines. Each is one JSON object, here broken for
 * reading:
 *
 * <pre>{@code
 * {"space_group":225,"lattice":[a,b,c,alpha,beta,gamma],
 *  "sites":[{"element":"Na","wyckoff":"a","xyz":[0,0,0]},…]}
 * {"lattice_vectors":[[…],[…],[…]],"elements":["Na",…],"frac":[[…],…]}
 * }</pre>
 *
 * Lengths are in angstrom, angles in degrees. Other fields are ignored here and stay in the object
 * that {@link #parse} returns. Every method that reads throws IllegalArgumentException with the
 * field at fault and what it should hold.
 */
public final class CrystalJson {
    /** The fields of a crystal line that say what the crystal is. */
    public static final List<String> CRYSTAL_FIELDS = List.of("space_group", "lattice", "sites");

    /** The same of a structure line. */
    public static final List<String> STRUCTURE_FIELDS =
            List.of("lattice_vectors", "elements", "frac");

    /**
     * Accepts NaN, which Python writes where a number is missing: it must reach the check that
     * names the coordinate.
     */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private CrystalJson() {}

    /** Parses a line to an object with all its fields. */
    public static ObjectNode parse(String line) {
        JsonNode node;
        try {
            node = MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "not JSON: " + e.getOriginalMessage() + "; write one object per line", e);
        }
        if (!(node instanceof ObjectNode object)) {
            throw new IllegalArgumentException("not a JSON object; write one object per line");
        }
        return object;
    }

    /** Tells whether an object is a crystal line, not a structure line. */
    public static boolean isCrystal(JsonNode node) {
        return node.has("space_group");
    }

    public static Crystal readCrystal(JsonNode node) {
        JsonNode number = required(node, "space_group", "a number from 1 to 230");
        if (!number.isIntegralNumber()) {
            throw new IllegalArgumentException(
                    "\"space_group\" is " + number + "; it must be a number from 1 to 230");
        }
        Lattice lattice = Lattice.of(numbers(
                required(node, "lattice", "[a, b, c, alpha, beta, gamma]"), "\"lattice\"", 6));
        List<Site> sites = new ArrayList<>();
        for (JsonNode site : array(node, "sites", "an array of sites")) {
            sites.add(readSite(site, sites.size()));
        }
        return new Crystal(SpaceGroup.of(number.intValue()), lattice, sites);
    }

    private static Site readSite(JsonNode site, int index) {
        String where = "\"sites\"[" + index + "]";
        String letter = text(site.get("wyckoff"), where + " \"wyckoff\"");
        if (letter.length() != 1) {
            throw new IllegalArgumentException(
                    where + " has the Wyckoff letter '" + letter + "'; it must be one letter");
        }
        double[] xyz = numbers(site.get("xyz"), where + " \"xyz\"", 3);
        try {
            Element element = Element.of(text(site.get("element"), where + " \"element\""));
            return new Site(element, letter.charAt(0), xyz[0], xyz[1], xyz[2]);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads every atom: those of a structure line as they are, those of a crystal line in a
     * primitive cell.
     */
    public static Structure readStructure(JsonNode node) {
        if (isCrystal(node)) {
            return readCrystal(node).primitiveStructure();
        }
        if (!node.has("lattice_vectors")) {
            throw new IllegalArgumentException(
                    "neither a crystal (\"space_group\", \"lattice\", \"sites\")"
                            + " nor a structure (\"lattice_vectors\", \"elements\", \"frac\")");
        }
        double[][] vectors =
                rows(array(node, "lattice_vectors", "three vectors"), "\"lattice_vectors\"");
        double[][] frac =
                rows(array(node, "frac", "fractional coordinates of each atom"), "\"frac\"");
        ArrayNode elements = array(node, "elements", "a symbol for each atom");
        int[] atomicNumbers = new int[elements.size()];
        for (int i = 0; i < atomicNumbers.length; i++) {
            String where = "\"elements\"[" + i + "]";
            atomicNumbers[i] =
                    ElementSymbols.parse(text(elements.get(i), where), where).atomicNumber();
        }
        return new Structure(vectors, atomicNumbers, frac);
    }

    public static ObjectNode write(Crystal crystal) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("space_group", crystal.spaceGroup().number());
        node.set("lattice", MAPPER.valueToTree(crystal.lattice().parameters()));
        ArrayNode sites = node.putArray("sites");
        for (Site site : crystal.sites()) {
            sites.addObject()
                    .put("element", site.element().symbol())
                    .put("wyckoff", String.valueOf(site.wyckoff()))
                    .set("xyz", MAPPER.valueToTree(site.xyz()));
        }
        return node;
    }

    public static ObjectNode write(Structure structure) {
        ObjectNode node = MAPPER.createObjectNode();
        node.set("lattice_vectors", MAPPER.valueToTree(structure.latticeVectors()));
        ArrayNode elements = node.putArray("elements");
        for (int i = 0; i < structure.atomCount(); i++) {
            elements.add(structure.element(i).symbol());
        }
        node.set("frac", MAPPER.valueToTree(structure.fracs()));
        return node;
    }

    private static JsonNode required(JsonNode node, String field, String content) {
        JsonNode value = node.get(field);
        if (value == null || value.isNull()) {
            throw new IllegalArgumentException(
                    "\"" + field + "\" is missing; it must be " + content);
        }
        return value;
    }

    private static ArrayNode array(JsonNode node, String field, String content) {
        if (required(node, field, content) instanceof ArrayNode array) {
            return array;
        }
        throw new IllegalArgumentException("\"" + field + "\" must be " + content);
    }

    private static String text(JsonNode node, String where) {
        if (node == null || !node.isTextual()) {
            throw new IllegalArgumentException(where + " must be a string, not " + node);
        }
        return node.textValue();
    }

    private static double[][] rows(ArrayNode node, String where) {
        double[][] rows = new double[node.size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = numbers(node.get(i), where + "[" + i + "]", 3);
        }
        return rows;
    }

    private static double[] numbers(JsonNode node, String where, int count) {
        if (node == null || !node.isArray() || node.size() != count) {
            throw new IllegalArgumentException(
                    where + " must be an array of " + count + " numbers, not " + node);
        }
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            if (!node.get(i).isNumber()) {
                throw new IllegalArgumentException(
                        where + " must be an array of " + count + " numbers, not " + node);
            }
            numbers[i] = node.get(i).doubleValue();
        }
        return numbers;
    }
}
