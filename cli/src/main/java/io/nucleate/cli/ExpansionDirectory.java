package io.nucleate.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.evaluation.expansion.Harvest;
import io.nucleate.tensors.AtomicFile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The directory in which {@code expand} keeps everything. */
final class ExpansionDirectory {
    private static final String ATTEMPTS = "attempts.jsonl";
    private static final String JUDGEMENTS = "judgements.jsonl";
    private static final String CRYSTALS = "crystals.jsonl";
    private static final String SETTINGS = "settings.json";
    private static final String SUMMARY = "summary.json";

    private final Path directory;

    private ExpansionDirectory(Path directory) {
        this.directory = directory;
    }

    /**
     * Opens a directory, or makes it where it is missing.
     *
     * @param settings what the attempts depend on; those of others would not fit the ones that are
     *     there
     * @throws IllegalArgumentException where the directory was begun with other settings; the
     *     message has the differences
     */
    static ExpansionDirectory open(Path directory, ObjectNode settings) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve(SETTINGS);
        if (Files.exists(file)) {
            requireSame(directory, CrystalJson.parse(Files.readString(file)), settings);
        } else {
            write(file, settings);
        }
        return new ExpansionDirectory(directory);
    }

    private static void requireSame(Path directory, ObjectNode before, ObjectNode now) {
        Map<String, String> differences = new TreeMap<>();
        now.properties().forEach(field -> {
            String was = before.path(field.getKey()).toString();
            if (!was.equals(field.getValue().toString())) {
                differences.put(field.getKey(), was + " instead of " + field.getValue());
            }
        });
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s was begun with other settings: %s; repeat them, or name another directory",
                    directory,
                    differences));
        }
    }

    /** Returns the log of the attempts. */
    Path attempts() {
        return directory.resolve(ATTEMPTS);
    }

    /** Returns the log of what the second potential says. */
    Path judgements() {
        return directory.resolve(JUDGEMENTS);
    }

    /** Replaces the results by newer ones. */
    void write(Harvest harvest, ObjectNode summary) throws IOException {
        StringBuilder lines = new StringBuilder();
        harvest.crystals().forEach(crystal -> lines.append(crystal.toJson()).append('\n'));
        AtomicFile.write(
                directory.resolve(CRYSTALS), lines.toString().getBytes(StandardCharsets.UTF_8));
        write(directory.resolve(SUMMARY), summary);
    }

    private static void write(Path file, ObjectNode content) throws IOException {
        AtomicFile.write(file, (content.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
