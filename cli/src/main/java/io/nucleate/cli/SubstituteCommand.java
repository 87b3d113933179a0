package io.nucleate.cli;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.policy.Policy;
import io.nucleate.policy.RankedCrystal;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.policy.search.ElementPools;
import io.nucleate.policy.search.Substitution;

import me.tongfei.progressbar.ProgressBar;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/** {@code substitute}: other elements on the sites of a known crystal. */
@Command(
        name = "substitute",
        description = "Replaces the elements of a known crystal and ranks what comes out by its"
                + " likelihood under a policy. Without"
                + " --pool, an element may be replaced by those that take the charge it"
                + " has in the crystal.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class SubstituteCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private PolicyOptions options;

    @Mixin
    private SymmetryOptions symmetry;

    @Mixin
    private CrystalOutput output;

    @Parameters(
            paramLabel = "FILE",
            description =
                    "One structure: CIF, POSCAR, extended XYZ or a JSON line; - for the standard"
                            + " input.")
    private String file;

    @Option(
            names = "--pool",
            paramLabel = "X=A,B",
            description =
                    "What may stand instead of X, X itself included if it is named; may be given"
                            + " for several elements.")
    private Map<String, String> pools = new LinkedHashMap<>();

    @Option(names = "--keep", paramLabel = "A,B", description = "Elements that stay.")
    private String keep;

    @Mixin
    private CountOption number;

    @Option(
            names = "--lattice",
            paramLabel = "RULE",
            defaultValue = "likeliest",
            description =
                    "likeliest: the policy's for the new elements; scaled: the given one, by the"
                            + " ratio of covalent radii."
                            + " Default: ${DEFAULT-VALUE}.")
    private Substitution.LatticeRule latticeRule;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "10000",
            description =
                    "Rank all combinations if there are no more; else replace one element after"
                            + " another and keep the likeliest. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Override
    public Integer call() throws Exception {
        int count = number.count();
        if (limit < 1) {
            throw misuse("--limit must be at least 1, not " + limit);
        }
        Crystal parent = StructureInput.firstCrystal(file, true, symmetry.toleranceAngstrom());
        Map<Element, Collection<Element>> chosen = pools(parent);
        try (Policy policy = options.load();
                CrystalOutput.Sink sink = output.open(count > 1)) {
            List<RankedCrystal> best;
            try (ProgressBar bar = Progress.bar("substituting", -1)) {
                best = new Substitution(policy, parent, latticeRule)
                        .rank(chosen, count, limit, (ranked, of) -> bar.maxHint(of)
                                .stepTo(ranked));
            }
            for (RankedCrystal ranked : best) {
                sink.write(LogProbCommand.line(ranked.crystal(), ranked.logProb()));
            }
        }
        return 0;
    }

    private Map<Element, Collection<Element>> pools(Crystal parent) {
        try {
            Map<Element, Collection<Element>> chosen = new EnumMap<>(Element.class);
            if (pools.isEmpty()) {
                chosen.putAll(ElementPools.ofSameCharge(parent.composition()));
            }
            pools.forEach((symbol, replacements) -> chosen.put(
                    Element.of(symbol),
                    new TreeSet<>(Constraints.parseElements(replacements, ","))));
            if (keep != null) {
                chosen.keySet().removeAll(Constraints.parseElements(keep, ","));
            }
            for (Element element : chosen.keySet()) {
                if (parent.composition().amount(element) == 0) {
                    throw new IllegalArgumentException("the crystal has no " + element
                            + " to replace; it is " + parent.composition().reducedFormula());
                }
            }
            return chosen;
        } catch (IllegalArgumentException e) {
            throw misuse(e.getMessage());
        }
    }

    private ParameterException misuse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
