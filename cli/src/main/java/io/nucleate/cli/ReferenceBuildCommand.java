package io.nucleate.cli;

import io.nucleate.energy.hull.ElementalReferences;
import io.nucleate.energy.hull.HullReference;
import io.nucleate.energy.hull.ReferenceBuilder;
import io.nucleate.energy.hull.ReferenceOrigin;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.potential.Potentials;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.wrapped.ProgressBarWrappedInputStream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code reference build}: makes a hull reference from phases or structures. */
@Command(
        name = "build",
        description =
                "Builds a hull reference, an Avro file: the vertices of the convex hull of phases, with the"
                        + " formation energies of their source"
                        + " or, with --potential, those of a potential for their structures as"
                        + " they are. Energies that have been computed are kept beside the output until it"
                        + " is written; the same command goes on from there.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class ReferenceBuildCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "CSV of phases, JSON lines, a JSON document of entries (Alexandria,"
                    + " Materials Project), an MP-20 table of"
                    + " CIFs, CIF, POSCAR, extended XYZ, or references to be merged"
                    + " (shipped: the one of Nucleate); also gzipped or bzip2ed.")
    private List<String> files;

    @Option(
            names = "--potential",
            paramLabel = "NAME",
            description =
                    "Computes the energies with this potential instead of believing the source's.")
    private String potential;

    @Option(
            names = "--elemental-references",
            paramLabel = "NAME",
            description =
                    "With --potential: energies of the elements, as for the verb score. Default:"
                            + " those that belong to"
                            + " the potential.")
    private String elementalReferences;

    @Mixin
    private DeviceOption device;

    @Mixin
    private ThreadsOption threads;

    @Option(
            names = "--energies",
            paramLabel = "NAME",
            defaultValue = ReferenceOrigin.MP2020,
            description =
                    "Without --potential: whose energies the source holds. ${DEFAULT-VALUE}, the"
                            + " default, are those of the"
                            + " Materials Project, with which CHGNet's agree.")
    private String energies;

    @Option(
            names = "--compatible-with",
            paramLabel = "POTENTIAL",
            description = "A potential, by name and version as in scores, on the same scale; may be"
                    + " repeated.")
    private List<String> compatibleWith = List.of();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Name of the reference in its identity. Default: the output's, without"
                    + " extension.")
    private String name;

    @Mixin
    private DataOutput output;

    @Override
    public Integer call() throws IOException {
        if (potential == null) {
            ReferenceOrigin origin =
                    ReferenceOrigin.ofSource(energies, compatibleWith, output.provenance());
            try (ReferenceBuilder builder =
                    ReferenceBuilder.ofSource(origin, output.file(), this::report)) {
                return build(builder);
            }
        }
        try (Potential evaluated = Potentials.load(potential, device.device(), threads.threads());
                ReferenceBuilder builder = ReferenceBuilder.ofPotential(
                        evaluated,
                        ElementalReferences.of(evaluated, Optional.ofNullable(elementalReferences)),
                        compatibleWith,
                        output.provenance(),
                        output.file(),
                        this::report)) {
            return build(builder);
        }
    }

    private int build(ReferenceBuilder builder) throws IOException {
        for (String file : files) {
            if (file.equals(HullReference.SHIPPED)) {
                builder.readShipped();
            } else {
                read(builder, Path.of(file));
            }
        }
        ReferenceBuilder.Summary summary = builder.write(
                name == null
                        ? output.file().getFileName().toString().replaceFirst("(?<=.)\\..*$", "")
                        : name);
        spec.commandLine().getOut().println(Report.json(summary));
        return summary.rejected() == 0 ? 0 : 1;
    }

    /**
     * Shows a bar of the bytes read, which know the time left also for an unknown number of lines.
     */
    private static void read(ReferenceBuilder builder, Path file) throws IOException {
        try (ProgressBar progress = Progress.bar(file.getFileName().toString(), Files.size(file));
                InputStream content =
                        new ProgressBarWrappedInputStream(Files.newInputStream(file), progress)) {
            builder.read(file.toString(), content);
        }
    }

    private void report(String error) {
        spec.commandLine().getErr().println("error: " + error);
    }
}
