package io.nucleate.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.HeldOutFormulas;
import io.nucleate.crystal.Metastability;
import io.nucleate.crystal.substitution.SharedPlaces;
import io.nucleate.crystal.symmetry.SymmetryFinder;
import io.nucleate.energy.hull.HullReference;
import io.nucleate.energy.hull.ReferenceOrigin;
import io.nucleate.evaluation.MaterialIndex;
import io.nucleate.tensors.AtomicFile;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code reference}: makes the files of known phases and materials, and tells what is in them. */
@Command(
        name = "reference",
        description =
                "Builds a hull reference from phases or structures, or tells what is in one; or"
                        + " builds an index of known"
                        + " materials, or the likeness of elements, from crystals.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class,
        subcommands = {ReferenceBuildCommand.class, ReferenceElementsCommand.class},
        synopsisSubcommandLabel = "(build | inspect | index | elements | likeness)")
final class ReferenceCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "say build, inspect, index, elements or likeness");
    }

    @Command(
            name = "inspect",
            description =
                    "Prints what a reference is: identity, phases, whose energies, provenance.",
            mixinStandardHelpOptions = true)
    void inspect(
            @Parameters(
                            paramLabel = "FILE",
                            defaultValue = HullReference.SHIPPED,
                            description = "A reference or any CSV of phases. Default: the shipped"
                                    + " reference.")
                    String file) {
        HullReference reference = HullReference.named(file);
        ReferenceOrigin origin = reference.origin();
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("reference", reference.identity())
                .put("phases", reference.size())
                .put("chemical_systems", reference.systemCount())
                .put("energies", origin.energies().orElse(null))
                .put("elemental_references", origin.elementalReferences().orElse(null));
        origin.compatibleWith().forEach(line.putArray("compatible_with")::add);
        line.put("rows", origin.rows()).put("rejected", origin.rejected());
        origin.provenance().forEach(line.putArray("provenance")::add);
        print(line);
    }

    @Command(
            name = "index",
            description = "Reduces known crystals to the index by which evaluate recognises them, a"
                    + " gzipped CSV.",
            mixinStandardHelpOptions = true)
    void index(
            @Parameters(
                            paramLabel = "FILE",
                            description = "Crystals or structures with material_id and"
                                    + " formation_energy_per_atom; may be gzipped.")
                    String file,
            @Mixin DataOutput output)
            throws IOException {
        MaterialIndex index = MaterialIndex.of(
                MaterialFiles.withSymmetry(
                        MaterialFiles.readAll(List.of(file)),
                        SymmetryFinder.DEFAULT_TOLERANCE_ANGSTROM),
                output.provenance());
        index.write(output.file());
        print(JsonNodeFactory.instance.objectNode().put("materials", index.size()));
    }

    @Command(
            name = "likeness",
            description = "Counts which elements share places in known crystals, from which"
                    + " substitution learns what may replace what.",
            mixinStandardHelpOptions = true)
    void likeness(
            @Parameters(
                            paramLabel = "FILE",
                            description = "Crystals or structures; may be gzipped. Where they have"
                                    + " e_above_hull, only those near the hull count. Formulas"
                                    + " that are held out for validation do not.")
                    String file,
            @Mixin DataOutput output)
            throws IOException {
        List<Crystal> crystals = MaterialFiles.withSymmetry(
                        MaterialFiles.readAll(List.of(file)),
                        SymmetryFinder.DEFAULT_TOLERANCE_ANGSTROM)
                .stream()
                .filter(material -> Metastability.isWithin(
                        material.properties().getOrDefault(Metastability.FIELD, 0.0)))
                .flatMap(material -> material.crystal().stream())
                .filter(crystal -> !HeldOutFormulas.contains(crystal.composition()))
                .toList();
        SharedPlaces places = SharedPlaces.of(crystals);
        String text = String.join("\n", places.lines(output.provenance())) + "\n";
        AtomicFile.write(output.file(), text.getBytes(StandardCharsets.UTF_8));
        print(JsonNodeFactory.instance
                .objectNode()
                .put("crystals", crystals.size())
                .put("elements", places.elements().size()));
    }

    private void print(ObjectNode line) {
        spec.commandLine().getOut().println(line);
    }
}
