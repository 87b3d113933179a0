package io.nucleate.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.io.StructureEntry;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads structures, writes one JSON line for each, in order; what failed has an {@code error} and
 * does not stop the others.
 */
final class JsonLines {
    private final PrintWriter out;
    private int failures;

    JsonLines(PrintWriter out) {
        this.out = out;
    }

    /**
     * @param action gives the line of every entry of a batch; it may throw
     *     IllegalArgumentException, upon which it is given the entries one by one, to find those
     *     that are to blame
     */
    void forEachBatch(
            Stream<StructureEntry> entries,
            int batchSize,
            Function<List<StructureEntry>, List<ObjectNode>> action) {
        Iterator<StructureEntry> remaining = entries.iterator();
        List<StructureEntry> batch = new ArrayList<>();
        while (remaining.hasNext()) {
            StructureEntry entry = remaining.next();
            if (entry.isError()) {
                flush(batch, action);
                write(failed(entry, entry.error()));
            } else {
                batch.add(entry);
            }
            if (batch.size() == batchSize || !remaining.hasNext()) {
                flush(batch, action);
            }
        }
        out.flush();
    }

    /** Exit code: 1 if any line has an error. */
    int exitCode() {
        return failures == 0 ? 0 : 1;
    }

    /** The input's own fields where it was a JSON line, else where it came from. */
    static ObjectNode fields(StructureEntry entry) {
        if (entry.fields() != null) {
            return entry.fields();
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("source", entry.source());
        return entry.index() == 0 ? node : node.put("index", entry.index());
    }

    static ObjectNode failed(StructureEntry entry, String error) {
        return fields(entry).put("error", error);
    }

    private void flush(
            List<StructureEntry> batch, Function<List<StructureEntry>, List<ObjectNode>> action) {
        try {
            if (!batch.isEmpty()) {
                action.apply(batch).forEach(this::write);
            }
        } catch (IllegalArgumentException e) {
            batch.forEach(entry -> write(alone(entry, action)));
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

    private void write(ObjectNode line) {
        if (line.has("error")) {
            failures++;
        }
        out.println(line);
    }
}
