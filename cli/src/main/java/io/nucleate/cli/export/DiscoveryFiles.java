package io.nucleate.cli.export;

import io.nucleate.schemas.discovery.Discovery;
import io.nucleate.schemas.discovery.ExportFormat;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes discoveries in one file, or in a file each. */
public final class DiscoveryFiles {
    private DiscoveryFiles() {}

    /** Writes all into one file, the best first. */
    public static void writeFile(List<Discovery> discoveries, ExportFormat format, Path file)
            throws IOException {
        try (Writer writer = Files.newBufferedWriter(file)) {
            writer.write(format.header());
            for (int i = 0; i < discoveries.size(); i++) {
                writer.write(format.write(discoveries.get(i), discoveries.get(i).fileName(i)));
            }
        }
    }

    /** Writes a file each into a directory, named by rank, formula and space group. */
    public static void writeDirectory(
            List<Discovery> discoveries, ExportFormat format, Path directory) throws IOException {
        for (int i = 0; i < discoveries.size(); i++) {
            String name = discoveries.get(i).fileName(i);
            Files.writeString(
                    directory.resolve(name + format.extension()),
                    format.write(discoveries.get(i), name));
        }
    }
}
