package io.nucleate.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.crystal.io.StructureFormat;
import io.nucleate.policy.LogProb;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The options of verbs that write crystals, and the writing. */
final class CrystalOutput {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "crystal",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private StructureFormat format;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PATH",
            description =
                    "File; or an existing directory, for a file each. Default: standard output.")
    private Path output;

    /** The crystals' way out. */
    interface Sink extends AutoCloseable {
        /** A crystal line gets the log-probability too. */
        void write(Crystal crystal, LogProb logProb) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** Where text goes; the name is without extension. */
    private interface TextSink extends AutoCloseable {
        void write(String name, String text) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** @throws ParameterException where so many crystals cannot be written in the format */
    Sink open(int count) throws IOException {
        if (format == StructureFormat.POSCAR && count > 1 && !isDirectory()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "a POSCAR holds one structure; name an existing directory with -o to get a"
                            + " file for each");
        }
        TextSink texts = isDirectory() ? fileEach() : oneStream();
        return new Sink() {
            private int written;

            @Override
            public void write(Crystal crystal, LogProb logProb) throws IOException {
                String name = String.format(Locale.ROOT, "nucleate-%06d", ++written);
                texts.write(name, text(crystal, logProb, name));
            }

            @Override
            public void close() throws IOException {
                texts.close();
            }
        };
    }

    private boolean isDirectory() {
        return output != null && Files.isDirectory(output);
    }

    private String text(Crystal crystal, LogProb logProb, String name) {
        if (format != StructureFormat.CRYSTAL) {
            return format.write(crystal, name);
        }
        ObjectNode line = CrystalJson.write(crystal);
        LogProbCommand.put(line, logProb);
        return line + "\n";
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
