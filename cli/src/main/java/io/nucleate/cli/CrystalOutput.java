package io.nucleate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.crystal.io.StructureFormat;
import io.nucleate.local.Failures;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The options of verbs that write crystals, and the writing. */
final class CrystalOutput {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "crystal",
            description = "${COMPLETION-CANDIDATES}. crystal is the JSON line with all its fields;"
                    + " cif and extxyz carry those that are numbers or words. Default:"
                    + " ${DEFAULT-VALUE}.")
    private StructureFormat format;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PATH",
            description =
                    "File; or an existing directory, for a file each. Default: standard output.")
    private Path output;

    /** The crystals' way out. */
    interface Sink extends AutoCloseable {
        /**
         * Writes the crystal or structure of a line. One with an {@code error} is written as JSON
         * only, and leaves out its number among the files of a directory.
         */
        void write(ObjectNode line);

        @Override
        void close();
    }

    /** Takes text for one file or another; the name is without extension. */
    private interface TextSink extends AutoCloseable {
        void write(String name, String text) throws IOException;

        @Override
        void close();
    }

    /**
     * @param several whether there may be more than one crystal
     * @throws ParameterException where several cannot be written in the format
     */
    Sink open(boolean several) throws IOException {
        if (format == StructureFormat.POSCAR && several && !isDirectory()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "a POSCAR holds one structure; name an existing directory with -o to get a"
                            + " file for each");
        }
        TextSink texts = isDirectory() ? fileEach() : oneStream();
        return new Sink() {
            private int lines;

            @Override
            public void write(ObjectNode line) {
                String name = String.format(Locale.ROOT, "nucleate-%06d", ++lines);
                if (line.has("error") && format != StructureFormat.CRYSTAL) {
                    return;
                }
                try {
                    texts.write(name, text(line, name));
                } catch (IOException e) {
                    throw new UncheckedIOException(Failures.describe(e), e);
                }
            }

            @Override
            public void close() {
                texts.close();
            }
        };
    }

    private boolean isDirectory() {
        return output != null && Files.isDirectory(output);
    }

    private String text(ObjectNode line, String name) {
        if (format == StructureFormat.CRYSTAL) {
            return line + "\n";
        }
        if (CrystalJson.isCrystal(line)) {
            return format.write(CrystalJson.readCrystal(line), name, info(line));
        }
        // A scored structure of a CIF has its atoms apart, where the JSON line shows them.
        JsonNode structure = line.has("structure") ? line.get("structure") : line;
        return format.write(CrystalJson.readStructure(structure), name, info(line));
    }

    /** Picks what CIF and extended XYZ have room for: numbers, words, and the warnings. */
    private static Map<String, String> info(ObjectNode line) {
        Map<String, String> info = new LinkedHashMap<>();
        line.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (name.equals("log_prob")) {
                info.put(name, (value.isObject() ? value.path("total") : value).asText());
            } else if (name.equals("warnings")) {
                info.put(
                        name,
                        StreamSupport.stream(value.spliterator(), false)
                                .map(JsonNode::asText)
                                .collect(Collectors.joining("; ")));
            } else if (value.isValueNode()
                    && !value.isNull()
                    && !CrystalJson.CRYSTAL_FIELDS.contains(name)) {
                info.put(name, value.asText());
            }
        });
        return info;
    }

    private TextSink fileEach() {
        return new TextSink() {
            @Override
            public void write(String name, String text) throws IOException {
                Files.writeString(output.resolve(name + "." + format.extension()), text);
            }

            @Override
            public void close() {}
        };
    }

    private TextSink oneStream() throws IOException {
        PrintWriter writer = output == null
                ? spec.commandLine().getOut()
                : new PrintWriter(Files.newBufferedWriter(output, StandardCharsets.UTF_8));
        return new TextSink() {
            @Override
            public void write(String name, String text) throws IOException {
                writer.print(text);
                if (writer.checkError()) {
                    throw new IOException(
                            "cannot write to " + (output == null ? "the standard output" : output)
                                    + "; is the disk full, or the reader gone?");
                }
            }

            @Override
            public void close() {
                if (output != null) {
                    writer.close();
                }
            }
        };
    }
}
