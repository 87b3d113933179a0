package io.nucleate.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.io.CrystalJson;

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
 * Reads JSON objects that are no structures, writes one line for each, in order; what failed has an
 * {@code error}.
 */
final class JsonObjects {
    private static final int BATCH = 512;

    private final PrintWriter out;
    private int failures;

    JsonObjects(PrintWriter out) {
        this.out = out;
    }

    private record Line(String text, String where) {}

    /**
     * @param files names, {@code -} for the standard input
     * @param answer what to write for an object; it may throw IllegalArgumentException, whose
     *     message becomes the error. It is called from several threads
     */
    void answer(List<String> files, UnaryOperator<ObjectNode> answer) throws IOException {
        for (String file : files) {
            try (BufferedReader lines = open(file)) {
                List<Line> batch = new ArrayList<>();
                int number = 0;
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    number++;
                    if (!line.isBlank()) {
                        batch.add(new Line(line, file + " line " + number));
                    }
                    if (batch.size() == BATCH) {
                        flush(batch, answer);
                    }
                }
                flush(batch, answer);
            } catch (NoSuchFileException e) {
                throw new IOException("no such file: " + file, e);
            }
        }
    }

    private void flush(List<Line> batch, UnaryOperator<ObjectNode> answer) {
        List<ObjectNode> answers =
                batch.parallelStream().map(line -> answer(line, answer)).toList();
        for (ObjectNode object : answers) {
            failures += object.has("error") ? 1 : 0;
            out.println(object);
        }
        out.flush();
        batch.clear();
    }

    private static ObjectNode answer(Line line, UnaryOperator<ObjectNode> answer) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        try {
            fields = CrystalJson.parse(line.text());
            return answer.apply(fields);
        } catch (IllegalArgumentException e) {
            return fields.put("error", line.where() + ": " + e.getMessage());
        }
    }

    private static BufferedReader open(String file) throws IOException {
        return file.equals("-")
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                : Files.newBufferedReader(Path.of(file));
    }

    /** Exit code: 1 if any line has an error. */
    int exitCode() {
        return failures == 0 ? 0 : 1;
    }
}
