package io.nucleate.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.nucleate.local.Installation;
import io.nucleate.local.LocalSystem;
import io.nucleate.local.RunMismatchException;
import io.nucleate.local.UpSettings;
import io.nucleate.local.UpSummary;
import io.nucleate.tensors.Devices;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import sun.misc.Signal;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions runOptions;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = "Stop after so many minutes. Default: run until stopped.")
    private Double minutes;

    @Option(names = "--headless", description = "Without the dashboard.")
    private boolean headless;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = ".nucleate",
            description =
                    "Where the run lives: topics, checkpoints, logs. Default: ${DEFAULT-VALUE}.")
    private Path dataDir;

    @Option(
            names = "--new-run",
            description = "End the run that the directory has, and start a new one there.")
    private boolean newRun;

    @Mixin
    private DeviceOption device;

    @Option(
            names = "--scorers",
            paramLabel = "N",
            defaultValue = "1",
            description = "Number of scorer processes. Default: ${DEFAULT-VALUE}.")
    private int scorers;

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
            stopOnSignals(system, spec.commandLine().getOut());
            UpSummary summary = run(system);
            progress.close();
            if (summary.scored() > 0) {
                err.println("take home what it found: ./nucleate export " + dataDir
                        + " --policy policy.safetensors --discoveries discoveries.csv");
                err.flush();
            }
            spec.commandLine().getOut().println(json(summary));
            return 0;
        }
    }

    private UpSummary run(LocalSystem system) throws InterruptedException {
        try {
            return system.run();
        } catch (RunMismatchException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
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
        requirePorts();
        requireDevice();
        return new UpSettings(
                dataDir.toAbsolutePath().normalize(),
                Optional.ofNullable(minutes).map(m -> Duration.ofMillis(Math.round(m * 60_000))),
                runOptions.request(null),
                newRun,
                device.device(),
                scorers,
                kafkaPort,
                dashboardPort,
                diskBudget.bytes(),
                headless);
    }

    /** Asked of PyTorch only where there is something to ask: that takes time and memory. */
    private void requireDevice() {
        if (!List.of("auto", "cpu").contains(device.device())) {
            Devices.of(device.device());
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
     * The first signal stops in order and still sums up; a second one kills every process at once,
     * and says what is known.
     */
    private static void stopOnSignals(LocalSystem system, PrintWriter out) {
        for (String name : new String[] {"INT", "TERM"}) {
            Signal signal = new Signal(name);
            Signal.handle(signal, first -> {
                Signal.handle(signal, second -> abort(system, out));
                system.requestStop();
            });
        }
    }

    private static void abort(LocalSystem system, PrintWriter out) {
        try {
            system.abort().ifPresent(summary -> {
                out.println(json(summary));
                out.flush();
            });
        } finally {
            Runtime.getRuntime().halt(1);
        }
    }

    private static String json(UpSummary summary) {
        try {
            return new ObjectMapper().writeValueAsString(summary);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a summary is always JSON", e);
        }
    }
}
