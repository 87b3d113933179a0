package io.nucleate.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.symmetry.SymmetryFinder;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.constraints.Constraints;

import me.tongfei.progressbar.ProgressBar;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

/** {@code generate}: samples crystals from a policy, without the loop. */
@Command(
        name = "generate",
        description =
                "Samples crystals from a policy; whatever is asked of them holds for every one."
                        + " A crystal whose sites happen to have another space group than it was"
                        + " drawn in says so: found_space_group.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class GenerateCommand implements Callable<Integer> {
    /**
     * Sampled at a time; whatever the number of processors, so that a seed means the same crystals
     * everywhere.
     */
    private static final int CHUNK = 2048;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PolicyOptions options;

    @Mixin
    private ConstraintOptions constraintOptions;

    @Mixin
    private ConditionOptions conditionOptions;

    @Mixin
    private CrystalOutput output;

    @Mixin
    private CountOption number;

    @Mixin
    private SeedOption seed;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "For every part without one of its own: below 1 likelier crystals, above"
                    + " 1 more diverse ones; at 1 crystals follow the policy's own density."
                    + " Default: what each part says.")
    private Double temperature;

    @Option(
            names = "--first-element-temperature",
            paramLabel = "T",
            description = "For the first site's element, on which the others depend. Default:"
                    + " --temperature, or 1.")
    private Double firstElementTemperature;

    @Option(
            names = "--element-temperature",
            paramLabel = "T",
            description = "For the elements after the first: below 1 likelier companions. Default:"
                    + " --temperature, or 0.8.")
    private Double elementTemperature;

    @Option(
            names = "--coordinate-temperature",
            paramLabel = "T",
            description = "For the coordinates: below 1 nearer to the likeliest places. Default:"
                    + " --temperature, or 0.1.")
    private Double coordinateTemperature;

    @Option(
            names = "--lattice-temperature",
            paramLabel = "T",
            description = "For lengths and angles: below 1 nearer to the likeliest cell. Default:"
                    + " --temperature, or 0.1.")
    private Double latticeTemperature;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            defaultValue = "1",
            description = "Draw from the likeliest choices that make up this probability. Default:"
                    + " ${DEFAULT-VALUE}.")
    private double topP;

    @Override
    public Integer call() throws Exception {
        int count = number.count();
        SamplingSettings settings = settings();
        Constraints constraints = constraintOptions.constraints();
        SplittableRandom random = seed.random();
        try (Policy policy = options.load()) {
            Policy constrained = conditionOptions.give(under(policy, constraints), constraints);
            try (CrystalOutput.Sink sink = output.open(count > 1);
                    ProgressBar bar = Progress.bar("sampling", count)) {
                for (int written = 0; written < count; written += CHUNK) {
                    int chunk = Math.min(CHUNK, count - written);
                    List<ObjectNode> lines =
                            constrained.sample(chunk, settings, random, threads()).parallelStream()
                                    .map(GenerateCommand::line)
                                    .toList();
                    lines.forEach(sink::write);
                    bar.stepBy(lines.size());
                }
            }
        }
        return 0;
    }

    private static ObjectNode line(SampledCrystal sampled) {
        ObjectNode line = LogProbCommand.line(sampled.crystal(), sampled.unconstrainedLogProb());
        SymmetryCommand.putFoundGroup(
                line, sampled.crystal(), SymmetryFinder.DEFAULT_TOLERANCE_ANGSTROM);
        return line;
    }

    private static int threads() {
        return Runtime.getRuntime().availableProcessors();
    }

    private Policy under(Policy policy, Constraints constraints) {
        try {
            return policy.under(constraints);
        } catch (IllegalArgumentException e) {
            throw misuse(e.getMessage());
        }
    }

    private SamplingSettings settings() {
        try {
            SamplingSettings settings =
                    temperature == null ? SamplingSettings.SHARP : SamplingSettings.at(temperature);
            if (firstElementTemperature != null) {
                settings = settings.withFirstElement(firstElementTemperature);
            }
            if (elementTemperature != null) {
                settings = settings.withElements(elementTemperature);
            }
            if (coordinateTemperature != null) {
                settings = settings.withCoordinates(coordinateTemperature);
            }
            if (latticeTemperature != null) {
                settings = settings.withLattice(latticeTemperature);
            }
            return settings.withTopP(topP);
        } catch (IllegalArgumentException e) {
            throw misuse(e.getMessage());
        }
    }

    private ParameterException misuse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
