package io.nucleate.cli;

import io.nucleate.crystal.HeldOutFormulas;
import io.nucleate.crystal.Material;
import io.nucleate.crystal.matching.StructureMatcher;
import io.nucleate.crystal.matching.Tolerances;
import io.nucleate.evaluation.Retrieval;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code retrieve}: finds the known materials that were generated again. */
@Command(
        name = "retrieve",
        description = "Finds the known materials, perhaps those with some property, that a set of"
                + " generated crystals contains, and how many of them are among its first 10, 100,"
                + " 1000, … crystals: a table on a terminal, else one JSON object. The crystals"
                + " count in the order in which they are given.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class RetrieveCommand implements Callable<Integer> {
    private static final int[] RANKS = {10, 100, 1000, 10_000, 100_000};
    private static final int SHOWN = 20;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--known",
            paramLabel = "FILE",
            required = true,
            description = "The known materials: crystals or structures, such as a held-out set.")
    private String knownFile;

    @Option(
            names = "--property",
            paramLabel = "NAME",
            description = "A numeric field of the known materials; those without it are left out."
                    + " Default: all count.")
    private String property;

    @Option(
            names = "--below",
            paramLabel = "X",
            description = "Look for those whose property is less than X.")
    private Double below;

    @Option(
            names = "--above",
            paramLabel = "X",
            description = "Look for those whose property is more than X.")
    private Double above;

    @Option(
            names = "--held-out",
            description = "Look only for those whose formula pretrain holds out of training.")
    private boolean heldOut;

    @Mixin
    private ResultOutput output;

    @Mixin
    private StructureInput input;

    @Override
    public Integer call() {
        if ((property == null) != (below == null && above == null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--property goes with --below or --above, and these with it");
        }
        List<Material> known = MaterialFiles.readAll(List.of(knownFile));
        if (property != null
                && known.stream()
                        .noneMatch(material -> material.properties().containsKey(property))) {
            throw new IllegalArgumentException(
                    "no material of " + knownFile + " has a number \"" + property + "\"");
        }
        FailureTally unreadable = new FailureTally();
        List<Material> generated = MaterialFiles.read(input, unreadable);
        Retrieval retrieval = Retrieval.of(
                generated,
                known.stream().filter(this::isTarget).toList(),
                new StructureMatcher(Tolerances.DEFAULT),
                RANKS);
        return output.print(retrieval, out -> print(retrieval, out), unreadable);
    }

    private boolean isTarget(Material material) {
        if (heldOut && !HeldOutFormulas.contains(material.structure().composition())) {
            return false;
        }
        if (property == null) {
            return true;
        }
        Double value = material.properties().get(property);
        return value != null
                && (below == null || value < below)
                && (above == null || value > above);
    }

    private static void print(Retrieval retrieval, PrintWriter out) {
        out.printf(Locale.ROOT, "%d materials looked for%n%n", retrieval.targets());
        out.printf(Locale.ROOT, "%10s %12s %9s %10s%n", "first", "regenerated", "recall", "hits");
        for (Retrieval.RecallAt at : retrieval.recall()) {
            out.printf(
                    Locale.ROOT,
                    "%10d %12d %7.2f %% %8.2f %%%n",
                    at.k(),
                    at.regenerated().count(),
                    100 * at.regenerated().fraction(),
                    100 * at.hits().fraction());
        }
        out.printf(Locale.ROOT, "%n%10s %6s  %s%n", "rank", "times", "material");
        retrieval.found().stream()
                .limit(SHOWN)
                .forEach(found -> out.printf(
                        Locale.ROOT,
                        "%10d %6d  %s %s%n",
                        found.rank(),
                        found.times(),
                        found.material(),
                        found.formula()));
        if (retrieval.found().size() > SHOWN) {
            out.printf(
                    Locale.ROOT,
                    "and %d more; --json lists them all%n",
                    retrieval.found().size() - SHOWN);
        }
    }
}
