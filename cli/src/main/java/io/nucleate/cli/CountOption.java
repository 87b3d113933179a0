package io.nucleate.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that says how many crystals a verb gives. */
final class CountOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec verb;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            defaultValue = "10",
            description = "Number of crystals; fewer where there are no more. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int count;

    /** @throws ParameterException for less than one */
    int count() {
        if (count < 1) {
            throw new ParameterException(verb.commandLine(), "-n must be at least 1, not " + count);
        }
        return count;
    }
}
