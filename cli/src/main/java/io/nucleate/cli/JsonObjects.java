package io.nucleate.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.io.CrystalJson;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The files of verbs that read JSON objects which are no structures. One line for each is written,
 * in order; what failed has an {@code error}, and at the end stderr tells how many failed and why.
 */
final class JsonObjects {
    private static final int BATCH = 512;
    private static final String ERROR = "error";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec verb;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "JSON lines; - for the standard input, which is also the default.")
    private List<String> files = List.of("-");

    private record Line(String text, String place) {}

    /**
     * Answers every object of the files.
     *
     * @param answer gives what to write for an object; it may throw IllegalArgumentException, whose
     *     message becomes the error. It is called from several threads
     * @return exit code: 1 if any line has an error
     */
    int answer(UnaryOperator<ObjectNode> answer) throws IOException {
        FailureTally tally = new FailureTally();
        for (String file : files) {
            try (BufferedReader lines = open(file)) {
                List<Line> batch = new ArrayList<>();
                int number = 0;
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    number++;
                    if (!line.isBlank()) {
                        batch.add(new Line(line, place(file) + " line " + number));
                    }
                    if (batch.size() == BATCH) {
                        flush(batch, answer, tally);
                    }
                }
                flush(batch, answer, tally);
            } catch (NoSuchFileException e) {
                throw new IOException("no such file: " + file, e);
            }
        }
        tally.report(verb.commandLine().getErr(), "error: %d of %d inputs failed");
        return tally.exitCode();
    }

    private void flush(List<Line> batch, UnaryOperator<ObjectNode> answer, FailureTally tally) {
        PrintWriter out = verb.commandLine().getOut();
        List<ObjectNode> answers =
                batch.parallelStream().map(line -> answer(line, answer)).toList();
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i).has(ERROR)) {
                tally.failed(batch.get(i).place(), answers.get(i).get(ERROR).asText());
            } else {
                tally.succeeded();
            }
            out.println(answers.get(i));
        }
        out.flush();
        batch.clear();
    }

    private static ObjectNode answer(Line line, UnaryOperator<ObjectNode> answer) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        try {
            fields = CrystalJson.parse(line.text());
            fields.remove(ERROR); // that an earlier verb may have left
            return answer.apply(fields);
        } catch (IllegalArgumentException e) {
            return fields.put(ERROR, line.place() + ": " + e.getMessage());
        }
    }

    private static BufferedReader open(String file) throws IOException {
        return file.equals("-")
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                : Files.newBufferedReader(Path.of(file));
    }

    private static String place(String file) {
        return file.equals("-") ? "standard input" : file;
    }
}
