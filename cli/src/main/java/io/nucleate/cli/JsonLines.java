package io.nucleate.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.io.StructureEntry;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads structures, gives one JSON line for each, in order. What failed has an {@code error} and
 * does not stop the others; at the end stderr tells how many failed and why.
 */
final class JsonLines {
    private static final String ERROR = "error";

    private final Consumer<ObjectNode> lines;
    private final PrintWriter err;
    private final FailureTally tally = new FailureTally();

    /** Writes the lines to the verb's standard output. */
    JsonLines(CommandLine verb) {
        this(verb, verb.getOut()::println);
    }

    /** @param lines takes every line, also those with an {@code error} */
    JsonLines(CommandLine verb, Consumer<ObjectNode> lines) {
        this.lines = lines;
        this.err = verb.getErr();
    }

    /**
     * @param action gives the line of every entry of a batch; it may throw
     *     IllegalArgumentException, upon which it is given the entries one by one, to find those
     *     that are to blame
     * @return exit code: 1 if any line has an error
     */
    int forEachBatch(
            Stream<StructureEntry> entries,
            int batchSize,
            Function<List<StructureEntry>, List<ObjectNode>> action) {
        Iterator<StructureEntry> remaining = entries.iterator();
        List<StructureEntry> batch = new ArrayList<>();
        while (remaining.hasNext()) {
            StructureEntry entry = remaining.next();
            if (entry.isError()) {
                flush(batch, action);
                write(entry, fields(entry).put(ERROR, entry.error()));
            } else {
                batch.add(entry);
            }
            if (batch.size() == batchSize || !remaining.hasNext()) {
                flush(batch, action);
            }
        }
        tally.report(err, "error: %d of %d inputs failed");
        return tally.exitCode();
    }

    /**
     * The input's own fields where it was a JSON line, else where it came from; without the error
     * that an earlier verb may have left.
     */
    static ObjectNode fields(StructureEntry entry) {
        if (entry.fields() != null) {
            entry.fields().remove(ERROR);
            return entry.fields();
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("source", entry.source());
        return entry.index() == 0 ? node : node.put("index", entry.index());
    }

    static ObjectNode failed(StructureEntry entry, String reason) {
        return fields(entry).put(ERROR, entry.place() + ": " + reason);
    }

    private void flush(
            List<StructureEntry> batch, Function<List<StructureEntry>, List<ObjectNode>> action) {
        if (batch.isEmpty()) {
            return;
        }
        List<ObjectNode> answers;
        try {
            answers = action.apply(batch);
        } catch (IllegalArgumentException e) {
            answers = batch.stream().map(entry -> alone(entry, action)).toList();
        }
        for (int i = 0; i < answers.size(); i++) {
            write(batch.get(i), answers.get(i));
        }
        batch.clear();
    }

    private static ObjectNode alone(
            StructureEntry entry, Function<List<StructureEntry>, List<ObjectNode>> action) {
        try {
            return action.apply(List.of(entry)).get(0);
        } catch (IllegalArgumentException e) {
            return failed(entry, e.getMessage());
        }
    }

    private void write(StructureEntry entry, ObjectNode line) {
        if (line.has(ERROR)) {
            tally.failed(entry.place(), line.get(ERROR).asText());
        } else {
            tally.succeeded();
        }
        lines.accept(line);
    }
}
