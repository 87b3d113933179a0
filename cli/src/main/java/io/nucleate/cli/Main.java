package io.nucleate.cli;

import io.nucleate.local.QuietLogging;

/** Entry of the command line. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        QuietLogging.install();
        System.exit(NucleateCommand.commandLine().execute(args));
    }
}
