package io.nucleate.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.crystal.io.StructureEntry;
import io.nucleate.policy.AnyDescription;
import io.nucleate.policy.LogProb;
import io.nucleate.policy.Policy;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.List;
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

    @Override
    public Integer call() throws Exception {
        try (Policy policy = options.load();
                Stream<StructureEntry> entries = input.read()) {
            return new JsonLines(spec.commandLine())
                    .forEachBatch(entries, BATCH, batch -> logProb(policy, batch));
        }
    }

    private List<ObjectNode> logProb(Policy policy, List<StructureEntry> batch) {
        List<Crystal> crystals = batch.stream()
                .map(entry -> entry.crystal(symmetry.toleranceAngstrom()))
                .toList();
        List<LogProb> logProbs = policy.logProb(crystals);
        double[] any = descriptions > 0
                ? AnyDescription.logProb(policy, crystals, descriptions, new SplittableRandom(SEED))
                : null;
        List<ObjectNode> lines = new ArrayList<>(batch.size());
        for (int i = 0; i < logProbs.size(); i++) {
            ObjectNode line = JsonLines.fields(batch.get(i));
            if (batch.get(i).crystal() == null) {
                line.setAll(CrystalJson.write(crystals.get(i)));
            }
            put(line, logProbs.get(i));
            if (any != null) {
                ((ObjectNode) line.get("log_prob")).put("any_description", any[i]);
            }
            lines.add(line);
        }
        return lines;
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
