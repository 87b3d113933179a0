package io.nucleate.cli.export;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Writes discoveries in one file, or in a file each. */
public final class DiscoveryFiles {
    private DiscoveryFiles() {}

    /** Writes all into one file, the best first. */
    public static void writeFile(List<Discovery> discoveries, ExportFormat format, Path file)
            throws IOException {
        try (Writer writer = Files.newBufferedWriter(file)) {
            writer.write(format.header());
            for (int i = 0; i < discoveries.size(); i++) {
                writer.write(format.write(discoveries.get(i), name(discoveries.get(i), i)));
            }
        }
    }

    /** Writes a file each into a directory, named by rank, formula and space group. */
    public static void writeDirectory(
            List<Discovery> discoveries, ExportFormat format, Path directory) throws IOException {
        for (int i = 0; i < discoveries.size(); i++) {
            String name = name(discoveries.get(i), i);
            Files.writeString(
                    directory.resolve(name + format.extension()),
                    format.write(discoveries.get(i), name));
        }
    }

    private static String name(Discovery discovery, int index) {
        return String.format(
                Locale.ROOT,
                "%05d-%s-%d",
                index + 1,
                discovery.scored().getFormula(),
                discovery.crystal().spaceGroup().number());
    }
}
