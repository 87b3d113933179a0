package io.nucleate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.crystal.matching.PreparedStructure;
import io.nucleate.crystal.matching.StructureMatcher;
import io.nucleate.crystal.matching.Tolerances;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;

/** {@code match}: whether two structures are the same material. */
@Command(
        name = "match",
        description =
                "Adds to each JSON line, which has two structures or crystals a and b, matched"
                        + " and rms, the root mean square"
                        + " displacement in units of the cube root of the volume per atom, null"
                        + " where they do not match. The"
                        + " defaults are those of pymatgen's StructureMatcher.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class MatchCommand implements Callable<Integer> {
    @Option(
            names = "--ltol",
            paramLabel = "L",
            defaultValue = "0.2",
            description =
                    "Lattice vectors may differ by the factor 1 + L. Default: ${DEFAULT-VALUE}.")
    private double length;

    @Option(
            names = "--stol",
            paramLabel = "S",
            defaultValue = "0.3",
            description = "Largest displacement of an atom, in the unit of rms. Default:"
                    + " ${DEFAULT-VALUE}.")
    private double site;

    @Option(
            names = "--angle-tol",
            paramLabel = "DEGREES",
            defaultValue = "5",
            description =
                    "By how much angles of the lattice may differ. Default: ${DEFAULT-VALUE}.")
    private double angleDegrees;

    @Mixin
    private JsonObjects objects;

    @Override
    public Integer call() throws IOException {
        StructureMatcher matcher = new StructureMatcher(new Tolerances(length, site, angleDegrees));
        return objects.answer(pair -> match(matcher, pair));
    }

    private static ObjectNode match(StructureMatcher matcher, ObjectNode pair) {
        OptionalDouble rms = matcher.rms(structure(pair, "a"), structure(pair, "b"));
        pair.put("matched", rms.isPresent());
        return rms.isPresent() ? pair.put("rms", rms.getAsDouble()) : pair.putNull("rms");
    }

    private static PreparedStructure structure(ObjectNode pair, String field) {
        JsonNode node = pair.path(field);
        if (!node.isObject()) {
            throw new IllegalArgumentException(
                    "a line needs \"a\" and \"b\", each a crystal or a structure");
        }
        try {
            return PreparedStructure.of(CrystalJson.readStructure(node));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + field + "\": " + e.getMessage(), e);
        }
    }
}
