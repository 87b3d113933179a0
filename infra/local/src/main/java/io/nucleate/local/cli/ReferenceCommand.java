package io.nucleate.local.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nucleate.crystal.evaluation.MaterialIndex;
import io.nucleate.crystal.symmetry.SymmetryFinder;
import io.nucleate.scorer.hull.HullReference;
import io.nucleate.scorer.hull.HullVertices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code reference}: what is known, the phases under the convex hull and the index of materials. */
@Command(
        name = "reference",
        description =
                "Builds a hull reference from a table of phases, or tells what is in one; or builds an index of known"
                        + " materials from their crystals.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class,
        synopsisSubcommandLabel = "(build | inspect | index)")
final class ReferenceCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say build, inspect or index");
    }

    @Command(
            name = "build",
            description = "Reduces a table of phases to the vertices of its convex hull.",
            mixinStandardHelpOptions = true)
    void build(
            @Option(
                            names = "--phases",
                            paramLabel = "FILE",
                            required = true,
                            description = "CSV, may be gzipped: formula, formation_energy_ev_per_atom and, where known,"
                                    + " energy_above_hull_ev_per_atom, the distance to the full hull of the source.")
                    Path phases,
            @Option(
                            names = "--provenance",
                            paramLabel = "TEXT",
                            required = true,
                            description = "Sentence on source, licence or attribution; may be repeated.")
                    List<String> provenance,
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "FILE",
                            required = true,
                            description = "Where to write the reference, a gzipped CSV.")
                    Path output) {
        HullVertices.Summary summary = HullVertices.build(phases, provenance, output);
        print(JsonNodeFactory.instance
                .objectNode()
                .put("reference", summary.identity())
                .put("phases", summary.phases())
                .put("vertices", summary.vertices())
                .put("known_vertices", summary.knownVertices()));
    }

    @Command(name = "inspect", description = "Prints identity, size and provenance.", mixinStandardHelpOptions = true)
    void inspect(
            @Parameters(
                            paramLabel = "FILE",
                            arity = "0..1",
                            description = "A reference or any CSV of phases. Default: the shipped reference.")
                    Path file) {
        HullReference reference = file == null ? HullReference.shipped() : HullReference.read(file);
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("reference", reference.identity()).put("phases", reference.size());
        reference.provenance().forEach(line.putArray("provenance")::add);
        print(line);
    }

    @Command(
            name = "index",
            description = "Reduces known crystals to the index by which evaluate recognises them.",
            mixinStandardHelpOptions = true)
    void index(
            @Parameters(
                            paramLabel = "FILE",
                            description =
                                    "Crystals or structures with material_id and formation_energy_per_atom; may be gzipped.")
                    String file,
            @Option(
                            names = "--provenance",
                            paramLabel = "TEXT",
                            required = true,
                            description = "Sentence on source, licence or attribution; may be repeated.")
                    List<String> provenance,
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "FILE",
                            required = true,
                            description = "Where to write the index, a gzipped CSV.")
                    Path output)
            throws IOException {
        MaterialIndex index = MaterialIndex.of(
                MaterialFiles.withSymmetry(MaterialFiles.readAll(file), SymmetryFinder.DEFAULT_TOLERANCE_ANGSTROM),
                provenance);
        index.write(output);
        print(JsonNodeFactory.instance.objectNode().put("materials", index.size()));
    }

    private void print(ObjectNode line) {
        spec.commandLine().getOut().println(line);
    }
}
