package io.nucleate.local.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.nucleate.local.Benchmarks;
import io.nucleate.policy.Policy;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench}: how fast this machine does each step of the loop. */
@Command(
        name = "bench",
        description = "Measures sampling, scoring and learning on crystals sampled from the policy. One JSON line.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private PolicyOptions options;

    @Option(
            names = "--only",
            paramLabel = "STEP",
            split = ",",
            description = "Some of ${COMPLETION-CANDIDATES}. Default: all.")
    private Set<Benchmarks.Step> steps = new LinkedHashSet<>(Set.of(Benchmarks.Step.values()));

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "5",
            description = "Time for each measurement. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads that sample and pre-train; the other steps have one. Default: ${DEFAULT-VALUE}.")
    private int threads;

    @Option(
            names = "--authors-size",
            description =
                    "Sampling and pre-training only, with random weights of the authors' default size (4.8 M parameters).")
    private boolean authorsSize;

    @Override
    public Integer call() throws Exception {
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads must be at least 1, not " + threads);
        }
        spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(authorsSize ? authorsSize() : all()));
        return 0;
    }

    private Map<String, Object> all() throws IOException {
        try (Policy policy = options.load();
                Policy pretrained = options.load()) {
            return new Benchmarks(policy, pretrained, options.device(), seconds, threads).run(steps);
        }
    }

    private Map<String, Object> authorsSize() throws IOException {
        try (Policy shipped = options.load()) {
            return Benchmarks.authorsSize(shipped, steps, options.device(), seconds, threads);
        }
    }
}
