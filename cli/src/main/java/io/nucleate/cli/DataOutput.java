package io.nucleate.cli;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.List;

/** The options of verbs that make a file from data, which carries where these come from. */
final class DataOutput {
    @Option(
            names = "--provenance",
            paramLabel = "TEXT",
            required = true,
            description = "Sentence on the data's source, licence or attribution, kept in the"
                    + " file; may be repeated.")
    private List<String> provenance;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "Where to write it.")
    private Path file;

    List<String> provenance() {
        return provenance;
    }

    Path file() {
        return file;
    }
}
