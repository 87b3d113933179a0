package io.nucleate.local.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.nucleate.local.Benchmarks;
import io.nucleate.policy.Policy;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench}: how fast this machine does each step of the loop. */
@Command(
        name = "bench",
        description =
                "Measures sampling, scoring and learning on crystals sampled from the policy, one thread each. One JSON line.",
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

    @Override
    public Integer call() throws Exception {
        try (Policy policy = options.load();
                Policy pretrained = options.load()) {
            Benchmarks benchmarks = new Benchmarks(policy, pretrained, options.device(), seconds);
            spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(benchmarks.run(steps)));
        }
        return 0;
    }
}
