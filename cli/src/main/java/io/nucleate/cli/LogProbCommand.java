package io.nucleate.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.crystal.io.StructureEntry;
import io.nucleate.learner.pretraining.Example;
import io.nucleate.policy.AnyDescription;
import io.nucleate.policy.Condition;
import io.nucleate.policy.Conditions;
import io.nucleate.policy.LogProb;
import io.nucleate.policy.Policy;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** {@code log-prob}: how likely crystals are under a policy. */
@Command(
        name = "log-prob",
        description = "Adds to each crystal its natural-log likelihood under a policy, by part."
                + " Structures without symmetry become crystals"
                + " first; the result says which.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class LogProbCommand implements Callable<Integer> {
    private static final int BATCH = 256;
    private static final long SEED = 1;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PolicyOptions options;

    @Mixin
    private SymmetryOptions symmetry;

    @Mixin
    private StructureInput input;

    @Option(
            names = "--descriptions",
            paramLabel = "N",
            defaultValue = "0",
            description = "Adds the density of the crystal in whichever of its equivalent"
                    + " descriptions, estimated from so many"
                    + " drawn ones, as any_description. Default: ${DEFAULT-VALUE}, none.")
    private int descriptions;

    @Option(
            names = "--conditions",
            paramLabel = "A,B",
            description = "Gives these kinds of conditions of each crystal, as far as its line has"
                    + " them: system, formula, ehull (e_above_hull), gap (band_gap). Adds the"
                    + " log-probability of its space group: space_group. Default: none.")
    private String conditions;

    @Override
    public Integer call() throws Exception {
        if (conditions != null && descriptions > 0) {
            throw new ParameterException(
                    spec.commandLine(), "--conditions and --descriptions exclude each other");
        }
        try (Policy policy = options.load();
                Stream<StructureEntry> entries = input.read()) {
            Set<Condition> given = given(policy);
            return new JsonLines(spec.commandLine())
                    .forEachBatch(entries, BATCH, batch -> logProb(policy, given, batch));
        }
    }

    private List<ObjectNode> logProb(
            Policy policy, Set<Condition> given, List<StructureEntry> batch) {
        List<Crystal> crystals = batch.stream()
                .map(entry -> entry.crystal(symmetry.toleranceAngstrom()))
                .toList();
        if (!given.isEmpty()) {
            return givenConditions(policy, given, batch, crystals);
        }
        List<LogProb> logProbs = policy.logProb(crystals);
        double[] any = descriptions > 0
                ? AnyDescription.logProb(policy, crystals, descriptions, new SplittableRandom(SEED))
                : null;
        List<ObjectNode> lines = new ArrayList<>(batch.size());
        for (int i = 0; i < logProbs.size(); i++) {
            ObjectNode line = line(batch.get(i), crystals.get(i), logProbs.get(i));
            if (any != null) {
                ((ObjectNode) line.get("log_prob")).put("any_description", any[i]);
            }
            lines.add(line);
        }
        return lines;
    }

    private List<ObjectNode> givenConditions(
            Policy policy,
            Set<Condition> kinds,
            List<StructureEntry> batch,
            List<Crystal> crystals) {
        List<Conditions> known = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            known.add(Example.of(crystals.get(i), batch.get(i)).conditions().only(kinds));
        }
        List<LogProb> logProbs = policy.logProb(crystals, known);
        double[] groups = policy.spaceGroupLogProb(crystals, known);
        List<ObjectNode> lines = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            ObjectNode line = line(batch.get(i), crystals.get(i), logProbs.get(i));
            ((ObjectNode) line.get("log_prob")).put("space_group", groups[i]);
            lines.add(line);
        }
        return lines;
    }

    private Set<Condition> given(Policy policy) {
        if (conditions == null) {
            return Set.of();
        }
        try {
            return policy.config().requireLearned(Condition.parse(conditions));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private static ObjectNode line(StructureEntry entry, Crystal crystal, LogProb logProb) {
        ObjectNode line = JsonLines.fields(entry);
        if (entry.crystal() == null) {
            line.setAll(CrystalJson.write(crystal));
        }
        put(line, logProb);
        return line;
    }

    /** Makes the line of a crystal with the field {@code log_prob}. */
    static ObjectNode line(Crystal crystal, LogProb logProb) {
        ObjectNode line = CrystalJson.write(crystal);
        put(line, logProb);
        return line;
    }

    private static void put(ObjectNode line, LogProb logProb) {
        line.putObject("log_prob")
                .put("wyckoff", logProb.wyckoff())
                .put("element", logProb.element())
                .put("coordinate", logProb.coordinate())
                .put("lattice", logProb.lattice())
                .put("total", logProb.total());
    }
}
