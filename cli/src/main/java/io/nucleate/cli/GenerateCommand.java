package io.nucleate.cli;

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

import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

/** {@code generate}: samples crystals from a policy, without the loop. */
@Command(
        name = "generate",
        description =
                "Samples crystals from a policy; whatever is asked of them holds for every one.",
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
    private CrystalOutput output;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            defaultValue = "10",
            description = "Number of crystals. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "1",
            description = "Below 1 likelier crystals, above 1 more diverse ones. Default:"
                    + " ${DEFAULT-VALUE}.")
    private double temperature;

    @Option(
            names = "--first-element-temperature",
            paramLabel = "T",
            description = "For the first site's element, on which the others depend. Default: as"
                    + " --temperature.")
    private Double firstElementTemperature;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            defaultValue = "1",
            description = "Draw from the likeliest choices that make up this probability. Default:"
                    + " ${DEFAULT-VALUE}.")
    private double topP;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "The same seed gives the same crystals. Default: random.")
    private Long seed;

    @Override
    public Integer call() throws Exception {
        if (count < 1) {
            throw misuse("-n must be at least 1, not " + count);
        }
        SamplingSettings settings = settings();
        Constraints constraints = constraintOptions.constraints();
        SplittableRandom random =
                new SplittableRandom(seed != null ? seed : new SecureRandom().nextLong());
        try (Policy policy = options.load()) {
            Policy constrained = under(policy, constraints);
            try (CrystalOutput.Sink sink = output.open(count);
                    ProgressBar bar = Progress.bar("sampling", count)) {
                for (int written = 0; written < count; written += CHUNK) {
                    int chunk = Math.min(CHUNK, count - written);
                    for (SampledCrystal sampled :
                            constrained.sample(chunk, settings, random, threads())) {
                        sink.write(sampled.crystal(), sampled.unconstrainedLogProb());
                        bar.step();
                    }
                }
            }
        }
        return 0;
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
            return new SamplingSettings(
                    temperature,
                    firstElementTemperature == null ? temperature : firstElementTemperature,
                    topP);
        } catch (IllegalArgumentException e) {
            throw misuse(e.getMessage());
        }
    }

    private ParameterException misuse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
