package io.nucleate.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.crystal.io.StructureEntry;
import io.nucleate.crystal.symmetry.FoundSymmetry;
import io.nucleate.crystal.symmetry.SymmetryFinder;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** {@code symmetry}: structures as crystals of their space group. */
@Command(
        name = "symmetry",
        description = "Finds the space group and the Wyckoff sites of structures in any cell, P1 or"
                + " not. One crystal line for each.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class SymmetryCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SymmetryOptions options;

    @Mixin
    private StructureInput input;

    @Override
    public Integer call() {
        try (Stream<StructureEntry> entries = input.read()) {
            return new JsonLines(spec.commandLine())
                    .forEachBatch(entries, 1, batch -> List.of(line(batch.get(0))));
        }
    }

    /** Finds the symmetry of a crystal line anew as well: it may be higher than the line says. */
    private ObjectNode line(StructureEntry entry) {
        FoundSymmetry found =
                SymmetryFinder.analyze(entry.structure(), options.toleranceAngstrom());
        ObjectNode line = JsonLines.fields(entry);
        line.remove(CrystalJson.STRUCTURE_FIELDS);
        line.setAll(CrystalJson.write(found.crystal()));
        return line.put("space_group_symbol", found.crystal().spaceGroup().symbol())
                .put("tolerance_angstrom", found.toleranceAngstrom())
                .put("displacement_angstrom", found.displacementAngstrom());
    }

    /**
     * Sets the field {@code found_space_group} of a crystal line where the crystal has another
     * space group than the line says: sites may lie on positions of higher symmetry.
     */
    static void putFoundGroup(ObjectNode line, Crystal crystal, double toleranceAngstrom) {
        try {
            SymmetryFinder.findOther(crystal, toleranceAngstrom)
                    .ifPresent(found ->
                            line.put("found_space_group", found.spaceGroup().number()));
        } catch (IllegalArgumentException e) {
            // Atoms on top of one another have no symmetry to be told; score warns of them.
        }
    }
}
