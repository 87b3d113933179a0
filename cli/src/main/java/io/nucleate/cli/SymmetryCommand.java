package io.nucleate.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.crystal.io.StructureEntry;
import io.nucleate.crystal.io.StructureFiles;
import io.nucleate.crystal.symmetry.FoundSymmetry;
import io.nucleate.crystal.symmetry.SymmetryFinder;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.concurrent.Callable;

/** {@code symmetry}: structures as crystals of their space group. */
@Command(
        name = "symmetry",
        description = "Finds the space group and the Wyckoff sites of structures in any cell, P1 or"
                + " not. One crystal line for each.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class SymmetryCommand implements Callable<Integer> {
    private static final List<String> STRUCTURE_FIELDS =
            List.of("lattice_vectors", "elements", "frac");

    @Spec
    private CommandSpec spec;

    @Mixin
    private SymmetryOptions options;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description =
                    "CIF, POSCAR, extended XYZ, crystal and structure JSON lines, or CSV with a"
                            + " column of CIFs; - for the"
                            + " standard input.")
    private List<String> files;

    @Override
    public Integer call() {
        JsonLines lines = new JsonLines(spec.commandLine().getOut());
        try (var entries = StructureFiles.read(files, System.in)) {
            lines.forEachBatch(entries, 1, batch -> List.of(line(batch.get(0))));
        }
        return lines.exitCode();
    }

    /**
     * The symmetry of a crystal line is found anew as well: it may be higher than the line says.
     */
    private ObjectNode line(StructureEntry entry) {
        FoundSymmetry found =
                SymmetryFinder.analyze(entry.structure(), options.toleranceAngstrom());
        ObjectNode line = JsonLines.fields(entry);
        line.remove(STRUCTURE_FIELDS);
        line.setAll(CrystalJson.write(found.crystal()));
        return line.put("space_group_symbol", found.crystal().spaceGroup().symbol())
                .put("tolerance_angstrom", found.toleranceAngstrom())
                .put("displacement_angstrom", found.displacementAngstrom());
    }
}
