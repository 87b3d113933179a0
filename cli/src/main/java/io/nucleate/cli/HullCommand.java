package io.nucleate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Composition;
import io.nucleate.energy.hull.ConvexHull;
import io.nucleate.energy.hull.HullReference;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code hull}: distance of formation energies to the convex hull. */
@Command(
        name = "hull",
        description =
                "Adds to each JSON line, which has formula and formation_energy_ev_per_atom, its"
                        + " energy above the convex"
                        + " hull of known phases (negative below it) and the phases that it"
                        + " decomposes into, as atomic fractions.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class HullCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = {"--hull-reference", "--phases"},
            paramLabel = "FILE",
            defaultValue = HullReference.SHIPPED,
            description = ReferenceCommand.OPTION)
    private String reference;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "JSON lines; - for the standard input, which is also the default.")
    private List<String> files = List.of("-");

    @Override
    public Integer call() throws IOException {
        ConvexHull hull = new ConvexHull(HullReference.named(reference));
        JsonObjects objects = new JsonObjects(spec.commandLine().getOut());
        objects.answer(files, fields -> answer(hull, fields));
        return objects.exitCode();
    }

    private static ObjectNode answer(ConvexHull hull, ObjectNode fields) {
        JsonNode formula = fields.path("formula");
        JsonNode energy = fields.path("formation_energy_ev_per_atom");
        if (!formula.isTextual() || !energy.isNumber() || !Double.isFinite(energy.doubleValue())) {
            throw new IllegalArgumentException(
                    "a line needs \"formula\", a string, and \"formation_energy_ev_per_atom\", a"
                            + " number");
        }
        ConvexHull.Decomposition decomposition =
                hull.decompose(Composition.parse(formula.textValue()));
        fields.put(
                "energy_above_hull_ev_per_atom",
                decomposition.energyAboveHullEvPerAtom(energy.doubleValue()));
        return putDecomposition(fields, decomposition);
    }

    /**
     * The fields on what known phases make of a composition; {@code reference_phases} tells how
     * many there are.
     */
    static ObjectNode putDecomposition(ObjectNode line, ConvexHull.Decomposition decomposition) {
        ObjectNode products = line.putObject("decomposition");
        decomposition.products().entrySet().stream()
                .sorted((a, b) -> Double.compare(b.getValue(), a.getValue()))
                .forEach(product -> products.put(product.getKey(), product.getValue()));
        return line.put("reference_phases", decomposition.knownPhases());
    }
}
