package io.nucleate.cli;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.nucleate.learner.optimization.TrainedWeights;
import io.nucleate.local.Failures;
import io.nucleate.local.Installation;
import io.nucleate.local.LocalSystem;
import io.nucleate.local.UpSettings;
import io.nucleate.local.UpSummary;
import io.nucleate.policy.PolicyConfig;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.scorer.reward.RewardSettings;
import io.nucleate.scorer.reward.Rewards;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import sun.misc.Signal;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

/** {@code up}: runs the whole loop on this machine. */
@Command(
        name = "up",
        description = "Runs the whole loop on this machine: broker, generator, scorers, learner and"
                + " dashboard. Ctrl-C stops it;"
                + " the next start goes on where it stopped. Ends with one JSON line.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class UpCommand implements Callable<Integer> {
    /** Generator and learner. */
    private static final int SERVICES_BESIDE_SCORERS = 2;

    private static final String LIVING_HULL_VARIABLE = "NUCLEATE_SCORER_LIVING_HULL";

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConstraintOptions constraintOptions;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = "Stop after so many minutes. Default: run until stopped.")
    private Double minutes;

    @Option(
            names = "--reward",
            paramLabel = "REWARD",
            defaultValue = "ehull",
            description = "The reward that the policy learns to earn: " + Rewards.KNOWN
                    + "; with conditions, 'fom if density < 5'."
                    + " Properties pay only near the hull. QUANTITY: " + Rewards.QUANTITIES
                    + ". Default: ${DEFAULT-VALUE}.")
    private String reward;

    @Option(names = "--headless", description = "Without the dashboard.")
    private boolean headless;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = ".nucleate",
            description =
                    "Where the run lives: topics, checkpoints, logs. Default: ${DEFAULT-VALUE}.")
    private Path dataDir;

    @Option(names = "--seed", paramLabel = "S", description = "Seed of a new run. Default: random.")
    private Long seed;

    @Option(
            names = "--deterministic",
            description =
                    "Equal seeds give equal bytes of every version of the policy, whatever the"
                            + " number of scorers, and across restarts. Scores crystals one at a time.")
    private boolean deterministic;

    @Mixin
    private DeviceOption device;

    @Option(
            names = "--scorers",
            paramLabel = "N",
            defaultValue = "1",
            description = "Number of scorer processes. Default: ${DEFAULT-VALUE}.")
    private int scorers;

    @Option(
            names = "--weights",
            paramLabel = "PATH",
            description = "Policy that a new run starts from: " + TrainedWeights.ACCEPTED
                    + ". Default: the one shipped.")
    private Path weights;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            defaultValue = "9092",
            converter = PortConverter.class,
            description =
                    "Port of the broker, on the loopback interface. Default: ${DEFAULT-VALUE}.")
    private int kafkaPort;

    @Option(
            names = "--dashboard-port",
            paramLabel = "PORT",
            defaultValue = "8080",
            converter = PortConverter.class,
            description = "Port of the dashboard; the services' health is on the ports after it."
                    + " Default: ${DEFAULT-VALUE}.")
    private int dashboardPort;

    @Mixin
    private DiskBudgetOption diskBudget;

    @Override
    public Integer call() throws Exception {
        UpSettings settings = settings();
        PrintWriter err = spec.commandLine().getErr();
        try (ProgressLine progress = new ProgressLine(err)) {
            LocalSystem system = new LocalSystem(
                    settings, Installation.find(), progress::notice, progress::show);
            stopOnSignals(system);
            UpSummary summary = system.run();
            progress.close();
            if (summary.scored() > 0) {
                err.println("take home what it found: ./nucleate export " + dataDir
                        + " --policy policy.safetensors --discoveries discoveries.csv");
                err.flush();
            }
            spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(summary));
            return 0;
        }
    }

    private UpSettings settings() {
        if (minutes != null && !(minutes > 0)) {
            throw new ParameterException(
                    spec.commandLine(), "--minutes must be positive, not " + minutes);
        }
        if (scorers < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--scorers must be at least 1, not " + scorers);
        }
        requireWeights();
        requirePorts();
        Constraints constraints = constraints();
        // With one formula there are few kinds of crystals, and a policy would learn to avoid the
        // best.
        boolean discountRepeats = !constraints.hasFormula()
                || System.getenv(UpSettings.REPEATS_FACTOR_VARIABLE) != null;
        return new UpSettings(
                dataDir.toAbsolutePath().normalize(),
                Optional.ofNullable(minutes).map(m -> Duration.ofMillis(Math.round(m * 60_000))),
                reward(),
                discountRepeats,
                deterministic(),
                seed == null ? OptionalLong.empty() : OptionalLong.of(seed),
                device.device(),
                scorers,
                Optional.ofNullable(weights).map(file -> file.toAbsolutePath().normalize()),
                constraints.toString(),
                kafkaPort,
                dashboardPort,
                diskBudget.bytes(),
                headless);
    }

    /** A hull that phases join depends on which scorer was how fast. */
    private boolean deterministic() {
        if (deterministic && Boolean.parseBoolean(System.getenv(LIVING_HULL_VARIABLE))) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--deterministic does not go with a living hull; unset "
                            + LIVING_HULL_VARIABLE);
        }
        return deterministic;
    }

    /** Refuses weights that the learner could not start from, before anything starts. */
    private void requireWeights() {
        if (weights == null) {
            return;
        }
        try {
            TrainedWeights.read(weights);
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(), "--weights: " + Failures.describe(e), e);
        }
    }

    /** The services' health needs the ports after that of the dashboard. */
    private void requirePorts() {
        int last = PortConverter.MAX - scorers - SERVICES_BESIDE_SCORERS;
        if (dashboardPort > last) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--dashboard-port must be from 1 to " + last
                            + ", to leave the services a port each after it, not " + dashboardPort);
        }
        if (!headless && dashboardPort == kafkaPort) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--dashboard-port and --kafka-port must differ; both are " + kafkaPort);
        }
    }

    /**
     * Refused before anything starts if it is none; settings of the scorer do not matter for that.
     */
    private String reward() {
        try {
            return Rewards.of(reward, RewardSettings.DEFAULT).name();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    /**
     * Impossible ones are refused before anything starts, for a policy with the default number of
     * sites.
     */
    private Constraints constraints() {
        Constraints constraints = constraintOptions.constraints();
        try {
            constraints.require(PolicyConfig.reference().sitesMax());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        return constraints;
    }

    /**
     * The first signal stops in order and still sums up; a second one ends at once, and the
     * children notice.
     */
    private static void stopOnSignals(LocalSystem system) {
        for (String name : new String[] {"INT", "TERM"}) {
            Signal signal = new Signal(name);
            Signal.handle(signal, first -> {
                Signal.handle(signal, second -> Runtime.getRuntime().halt(1));
                system.requestStop();
            });
        }
    }
}
