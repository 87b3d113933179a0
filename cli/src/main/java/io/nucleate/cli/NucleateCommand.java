package io.nucleate.cli;

import io.nucleate.local.Failures;
import io.nucleate.local.QuietLogging;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The root of the command line. Results go to stdout, one JSON object per line; progress and errors
 * to stderr. A verb that fails throws: the message becomes one line on stderr and the exit code 1,
 * or 2 for a {@link ParameterException}.
 */
@Command(
        name = "nucleate",
        description = "Discovers crystals, continuously.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class,
        synopsisSubcommandLabel = "VERB",
        subcommands = {
            UpCommand.class,
            DashboardCommand.class,
            GenerateCommand.class,
            SearchCommand.class,
            PredictCommand.class,
            SubstituteCommand.class,
            ScoreCommand.class,
            HullCommand.class,
            ReferenceCommand.class,
            LogProbCommand.class,
            SymmetryCommand.class,
            MatchCommand.class,
            EvaluateCommand.class,
            RetrieveCommand.class,
            ExportCommand.class,
            ReplayCommand.class,
            CheckCommand.class,
            ExpandCommand.class,
            InspectCommand.class,
            PretrainCommand.class,
            TrainPropertyCommand.class,
            BenchCommand.class,
            RunCommand.class,
            RunsCommand.class
        })
public final class NucleateCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("UnusedMethod") // picocli calls it
    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show what libraries log, and the stack trace of an error.")
    private void setVerbose(boolean verbose) {
        this.verbose = verbose;
        if (verbose) {
            QuietLogging.verbose();
        }
    }

    private boolean verbose;

    /** The command line, ready to execute. */
    public static CommandLine commandLine() {
        NucleateCommand root = new NucleateCommand();
        return new CommandLine(root)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((misuse, args) -> reportMisuse(misuse))
                .setExecutionExceptionHandler(
                        (failure, commandLine, parsed) -> root.report(failure, commandLine));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a verb is missing");
    }

    private static int reportMisuse(ParameterException misuse) {
        CommandLine commandLine = misuse.getCommandLine();
        commandLine.getErr().println("error: " + misuse.getMessage());
        UnmatchedArgumentException.printSuggestions(misuse, commandLine.getErr());
        commandLine
                .getErr()
                .println("try: " + commandLine.getCommandSpec().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private int report(Exception failure, CommandLine commandLine) {
        commandLine.getErr().println("error: " + Failures.describe(failure));
        if (verbose) {
            failure.printStackTrace(commandLine.getErr());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** The version of the jar, as the build wrote it into the manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"nucleate " + ofJar()};
        }

        static String ofJar() {
            String version = NucleateCommand.class.getPackage().getImplementationVersion();
            return version == null ? "(not packaged)" : version;
        }
    }
}
