package io.nucleate.cli;

import io.nucleate.local.RunCheck;
import io.nucleate.local.StoppedRun;
import io.nucleate.local.StoppedRunCheck;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code check}: whether a run that was stopped has lost anything, or counted it twice. */
@Command(
        name = "check",
        description = "Reads all records of a run that up has stopped, and checks that every"
                + " candidate has an outcome or is on its way, that no number and no outcome was"
                + " used twice, and that no version is missing or has two contents. One JSON line;"
                + " the exit code is 1 if anything is wrong.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class CheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "DATA_DIR",
            description = "Directory of a run, as up has it as --data-dir.")
    private Path dataDir;

    @Override
    public Integer call() {
        try (StoppedRun stopped = StoppedRun.open(dataDir)) {
            RunCheck.Report report =
                    StoppedRunCheck.of(stopped.kafka(), stopped.run().id());
            spec.commandLine().getOut().println(Report.json(report));
            report.violations().forEach(spec.commandLine().getErr()::println);
            return report.violations().isEmpty() ? 0 : 1;
        }
    }
}
