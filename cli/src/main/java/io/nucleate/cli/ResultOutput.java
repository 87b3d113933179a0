package io.nucleate.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.function.Consumer;

/** The option of verbs whose one result is a table on a terminal, and the printing. */
final class ResultOutput {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec verb;

    @Option(names = "--json", description = "Print JSON on a terminal too.")
    private boolean json;

    /**
     * Prints a result, and on stderr why inputs failed that it does not hold.
     *
     * @param table prints the result for people
     * @return exit code: 1 if any input could not be read
     */
    int print(Object result, Consumer<PrintWriter> table, FailureTally unreadable) {
        unreadable.report(verb.commandLine().getErr(), "error: %d of %d inputs failed");
        print(Report.json(result).put("unreadable", unreadable.failures()), table);
        return unreadable.exitCode();
    }

    /**
     * Prints a result.
     *
     * @param table prints it for people
     */
    void print(ObjectNode result, Consumer<PrintWriter> table) {
        PrintWriter out = verb.commandLine().getOut();
        if (Report.isRead() && !json) {
            table.accept(out);
        } else {
            out.println(result);
        }
        out.flush();
    }
}
