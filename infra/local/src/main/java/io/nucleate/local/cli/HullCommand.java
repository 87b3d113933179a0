package io.nucleate.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nucleate.crystal.Composition;
import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.scorer.hull.ConvexHull;
import io.nucleate.scorer.hull.HullReference;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hull}: distance of formation energies to the convex hull. */
@Command(
        name = "hull",
        description =
                "Adds to each JSON line, which has formula and formation_energy_ev_per_atom, its energy above the convex"
                        + " hull of known phases (negative below it) and the phases that it decomposes into, as atomic fractions.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class HullCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--phases",
            paramLabel = "FILE",
            description =
                    "CSV of the known phases, with columns formula and formation_energy_ev_per_atom; may be gzipped."
                            + " Pure elements are at 0. Default: the shipped reference.")
    private Path phases;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "JSON lines; - for the standard input, which is also the default.")
    private List<String> files = List.of("-");

    private int failures;

    @Override
    public Integer call() throws IOException {
        ConvexHull hull = new ConvexHull(phases == null ? HullReference.shipped() : HullReference.read(phases));
        PrintWriter out = spec.commandLine().getOut();
        for (String file : files) {
            try (BufferedReader lines = open(file)) {
                int number = 0;
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    number++;
                    if (!line.isBlank()) {
                        out.println(answer(hull, line, file + " line " + number));
                    }
                }
            } catch (NoSuchFileException e) {
                throw new IOException("no such file: " + file, e);
            }
        }
        out.flush();
        return failures == 0 ? 0 : 1;
    }

    private static BufferedReader open(String file) throws IOException {
        return file.equals("-")
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                : Files.newBufferedReader(Path.of(file));
    }

    private ObjectNode answer(ConvexHull hull, String line, String where) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        try {
            fields = CrystalJson.parse(line);
            JsonNode formula = fields.path("formula");
            JsonNode energy = fields.path("formation_energy_ev_per_atom");
            if (!formula.isTextual() || !energy.isNumber() || !Double.isFinite(energy.doubleValue())) {
                throw new IllegalArgumentException(
                        "a line needs \"formula\", a string, and \"formation_energy_ev_per_atom\", a number");
            }
            ConvexHull.Decomposition decomposition = hull.decompose(Composition.parse(formula.textValue()));
            fields.put("energy_above_hull_ev_per_atom", decomposition.energyAboveHullEv(energy.doubleValue()));
            return putDecomposition(fields, decomposition);
        } catch (IllegalArgumentException e) {
            failures++;
            return fields.put("error", where + ": " + e.getMessage());
        }
    }

    /** The fields on what known phases make of a composition; {@code reference_phases} tells how many there are. */
    static ObjectNode putDecomposition(ObjectNode line, ConvexHull.Decomposition decomposition) {
        ObjectNode products = line.putObject("decomposition");
        decomposition.products().entrySet().stream()
                .sorted((a, b) -> Double.compare(b.getValue(), a.getValue()))
                .forEach(product -> products.put(product.getKey(), product.getValue()));
        return line.put("reference_phases", decomposition.knownPhases());
    }
}
