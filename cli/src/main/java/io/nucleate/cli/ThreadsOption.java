package io.nucleate.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option of verbs that compute many structures. */
final class ThreadsOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec verb;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Structures or batches computed at the same time, on a processor."
                    + " Default: the number of processors.")
    private int threads = Runtime.getRuntime().availableProcessors();

    int threads() {
        if (threads < 1) {
            throw new ParameterException(
                    verb.commandLine(), "--threads must be at least 1, not " + threads);
        }
        return threads;
    }
}
