package io.nucleate.cli;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.nucleate.cli.bench.Benchmarks;
import io.nucleate.cli.bench.ScalingBenchmark;
import io.nucleate.policy.Policy;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/** {@code bench}: how fast this machine does each step of the loop. */
@Command(
        name = "bench",
        description =
                "Measures sampling, scoring, hull queries and learning on crystals sampled from"
                        + " the policy, for example"
                        + " `bench --only score,hull`. One JSON line.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class BenchCommand implements Callable<Integer> {
    /** Of the scorer service, by default. */
    private static final int SCORER_BATCH = 16;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PolicyOptions options;

    @Option(
            names = "--only",
            paramLabel = "STEP",
            split = ",",
            description = "Some of ${COMPLETION-CANDIDATES}. Default: all but SCALING.")
    private Set<Benchmarks.Step> steps =
            new LinkedHashSet<>(EnumSet.complementOf(EnumSet.of(Benchmarks.Step.SCALING)));

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
            description = "Threads that sample and pre-train; the other steps have one. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int threads;

    @Option(
            names = "--authors-size",
            description =
                    "Sampling and pre-training only, with random weights of the authors' default"
                            + " size (4.8 M parameters).")
    private boolean authorsSize;

    @Option(
            names = "--scorers",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,2,4,8,16,32,64",
            description =
                    "SCALING: so many simulated scorers on one broker. Default: ${DEFAULT-VALUE}.")
    private List<Integer> scorers;

    @Option(
            names = "--batch-ms",
            paramLabel = "MS",
            defaultValue = "100",
            description =
                    "SCALING: how long a simulated potential takes for 16 candidates. Default:"
                            + " ${DEFAULT-VALUE}.")
    private int batchMs;

    @Override
    public Integer call() throws Exception {
        if (threads < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--threads must be at least 1, not " + threads);
        }
        Map<String, Object> rates = new LinkedHashMap<>();
        if (steps.contains(Benchmarks.Step.SCALING)) {
            rates.putAll(scaling());
        }
        if (!EnumSet.of(Benchmarks.Step.SCALING).containsAll(steps)) {
            rates.putAll(authorsSize ? authorsSize() : all());
        }
        spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(rates));
        return 0;
    }

    private Map<String, Object> scaling() throws Exception {
        if (batchMs < 1 || scorers.stream().anyMatch(count -> count < 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--scorers and --batch-ms must be at least 1");
        }
        Duration window = Duration.ofMillis((long) (1000 * seconds));
        return new ScalingBenchmark(new ScalingBenchmark.Settings(
                        scorers, SCORER_BATCH, Duration.ofMillis(batchMs), window))
                .run();
    }

    private Map<String, Object> all() throws IOException {
        try (Policy policy = options.load();
                Policy pretrained = options.load()) {
            return new Benchmarks(policy, pretrained, options.device(), seconds, threads)
                    .run(steps);
        }
    }

    private Map<String, Object> authorsSize() throws IOException {
        try (Policy shipped = options.load()) {
            return Benchmarks.authorsSize(shipped, steps, options.device(), seconds, threads);
        }
    }
}
