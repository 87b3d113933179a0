package io.nucleate.cli;

import io.nucleate.cli.bench.Benchmarks;
import io.nucleate.cli.bench.ScalingBenchmark;
import io.nucleate.cli.bench.SoakBenchmark;
import io.nucleate.crystal.Material;
import io.nucleate.crystal.Structure;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.potential.Potentials;
import io.nucleate.energy.potential.RequestedQuantities;
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

/** {@code bench}: measures how fast this machine does each step of the loop. */
@Command(
        name = "bench",
        description =
                "Measures sampling, scoring, hull queries and learning on crystals sampled from"
                        + " the policy, for example"
                        + " `bench --only score,hull`. One JSON line; SOAK prints its own for every"
                        + " 10,000 structures before.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class BenchCommand implements Callable<Integer> {
    /** Candidates in one call, as the scorer service has them by default. */
    private static final int SCORER_BATCH = 16;

    private static final EnumSet<Benchmarks.Step> LONG =
            EnumSet.of(Benchmarks.Step.SCALING, Benchmarks.Step.SOAK);

    private static final int SOAK_ATOMS_MAX = 20;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PolicyOptions options;

    @Option(
            names = "--only",
            paramLabel = "STEP",
            split = ",",
            description = "Some of ${COMPLETION-CANDIDATES}. SCALING: many simulated scorers on one"
                    + " broker. SOAK: whether a potential leaks memory, over hours. Default: all but"
                    + " these two.")
    private Set<Benchmarks.Step> steps = new LinkedHashSet<>(EnumSet.complementOf(LONG));

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
            description = "Threads that sample and learn; the other steps have one. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int threads;

    @Option(
            names = "--authors-size",
            description =
                    "Sampling and learning only, with random weights of the authors' default size"
                            + " (4.8 M parameters).")
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

    @Option(
            names = "--evaluations",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "SOAK: so many structures. Default: ${DEFAULT-VALUE}.")
    private long evaluations;

    @Option(
            names = "--potential",
            paramLabel = "NAME",
            defaultValue = "chgnet",
            description = "SOAK: the potential, as for the verb score. Default: ${DEFAULT-VALUE}.")
    private String potential;

    @Option(
            names = "--quantities",
            paramLabel = "WHAT",
            defaultValue = "ENERGY",
            description = "SOAK: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private RequestedQuantities quantities;

    @Option(
            names = "--structures",
            paramLabel = "FILE",
            description = "SOAK: structures to strain, those of at most " + SOAK_ATOMS_MAX
                    + " atoms. Default: crystals sampled from the policy.")
    private String structures;

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
        if (!LONG.containsAll(steps)) {
            rates.putAll(authorsSize ? authorsSize() : all());
        }
        if (steps.contains(Benchmarks.Step.SOAK)) {
            rates.putAll(soak());
        }
        print(rates);
        return 0;
    }

    private void print(Map<String, Object> rates) {
        spec.commandLine().getOut().println(Report.json(rates));
    }

    private Map<String, Object> soak() throws IOException {
        if (evaluations < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--evaluations must be at least 1, not " + evaluations);
        }
        List<Structure> strained;
        if (structures == null) {
            try (Policy policy = options.load()) {
                strained = new Benchmarks(policy, policy, options.device(), seconds, threads)
                        .structures();
            }
        } else {
            strained = MaterialFiles.readAll(List.of(structures)).stream()
                    .map(Material::structure)
                    .filter(structure -> structure.atomCount() <= SOAK_ATOMS_MAX)
                    .toList();
        }
        try (Potential soaked = Potentials.load(potential, options.device())) {
            return new SoakBenchmark(soaked, strained).run(quantities, evaluations, this::print);
        }
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
