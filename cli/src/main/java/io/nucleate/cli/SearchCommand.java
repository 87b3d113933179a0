package io.nucleate.cli;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.policy.Policy;
import io.nucleate.policy.RankedCrystal;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.policy.search.SearchSettings;
import io.nucleate.policy.search.StructureSearch;

import me.tongfei.progressbar.ProgressBar;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

/** {@code search}: the likeliest crystals of a space group and a composition. */
@Command(
        name = "search",
        description = "Searches a space group for the likeliest crystals of a composition, by"
                + " Metropolis' walk over sites and"
                + " elements. One line for each arrangement of the elements on Wyckoff"
                + " letters (that with another origin or other axes"
                + " is the same one), the likeliest first; the"
                + " acceptance of each move goes to stderr.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class SearchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private PolicyOptions options;

    @Mixin
    private CrystalOutput output;

    @Option(
            names = "--space-group",
            paramLabel = "G",
            required = true,
            description = "Space group, 1 to 230.")
    private int spaceGroup;

    @Option(
            names = "--formula",
            paramLabel = "FORMULA",
            required = true,
            description = "Composition, such as NaCl; any number of formula units.")
    private String formula;

    @Mixin
    private FormulaUnitsOption formulaUnits;

    @Mixin
    private AtomsMaxOption largest;

    @Mixin
    private CountOption number;

    @Mixin
    private SeedOption seed;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "200",
            description = "Proposals for each chain. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(
            names = "--chains",
            paramLabel = "N",
            defaultValue = "64",
            description = "Walks side by side. Default: ${DEFAULT-VALUE}.")
    private int chains;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "1",
            description = "Below 1 the walk climbs, above 1 it roams. Default: ${DEFAULT-VALUE}.")
    private double temperature;

    @Override
    public Integer call() throws Exception {
        int count = number.count();
        SplittableRandom random = seed.random();
        try (Policy policy = options.load()) {
            StructureSearch search = search(policy, random);
            try (CrystalOutput.Sink sink = output.open(count > 1)) {
                StructureSearch.SearchResult result;
                try (ProgressBar bar = Progress.bar("searching", steps)) {
                    result = search.run(count, visited -> bar.step());
                }
                for (RankedCrystal ranked : result.crystals()) {
                    sink.write(LogProbCommand.line(ranked.crystal(), ranked.logProb()));
                }
                report(result);
            }
        }
        return 0;
    }

    private StructureSearch search(Policy policy, SplittableRandom random) {
        try {
            SpaceGroup group = SpaceGroup.of(spaceGroup);
            Constraints.Builder constraints = new Constraints.Builder()
                    .spaceGroup(group)
                    .formula(Composition.parse(formula))
                    .atomsMax(largest.atomsMax());
            formulaUnits.applyTo(constraints);
            return new StructureSearch(
                    policy,
                    constraints.build(),
                    group,
                    new SearchSettings(chains, steps, temperature),
                    random);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private void report(StructureSearch.SearchResult result) {
        PrintWriter err = spec.commandLine().getErr();
        result.moves().entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
            StructureSearch.MoveCount count = entry.getValue();
            err.printf(
                    Locale.ROOT,
                    "%-9s %d of %d accepted%s%n",
                    entry.getKey().name().toLowerCase(Locale.ROOT),
                    count.accepted(),
                    count.proposed(),
                    count.proposed() == 0
                            ? ""
                            : String.format(Locale.ROOT, " (%.1f %%)", 100 * count.acceptance()));
        });
        err.flush();
    }
}
