package io.nucleate.cli;

import io.nucleate.local.Installation;
import io.nucleate.local.StoppedRunDashboard;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import sun.misc.Signal;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code dashboard}: shows a run again that {@code up} has stopped. */
@Command(
        name = "dashboard",
        description = "Shows a run again that up has stopped: its charts, its crystals, their"
                + " files. Nothing of the run goes on. Ctrl-C ends it.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class DashboardCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "DATA_DIR",
            description = "What up had as --data-dir, such as .nucleate.")
    private Path dataDir;

    @Option(
            names = "--dashboard-port",
            paramLabel = "PORT",
            defaultValue = "8080",
            converter = PortConverter.class,
            description = "Port of the dashboard. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        StoppedRunDashboard dashboard = new StoppedRunDashboard(
                dataDir.toAbsolutePath().normalize(), port, Installation.find(), notice -> {
                    err.println(notice);
                    err.flush();
                });
        for (String signal : List.of("INT", "TERM")) {
            Signal.handle(new Signal(signal), received -> dashboard.requestStop());
        }
        dashboard.run();
        return 0;
    }
}
