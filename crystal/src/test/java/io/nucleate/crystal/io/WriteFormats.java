package io.nucleate.crystal.io;

import io.nucleate.crystal.Crystal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Writes each crystal of a file in every format, for {@code tools/oracles/compare.py}: once with
 * its conventional and once with its primitive cell. Where the format has room for it,
 * {@link #INFO} goes along.
 *
 * <p>Arguments: a file of crystals and the directory to write to.
 */
public final class WriteFormats {
    private static final Map<String, String> INFO = Map.of(
            "energy_above_hull_ev_per_atom", "-0.0125",
            "potential", "chgnet-0.3.0",
            "note", "it's a note");

    private WriteFormats() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[1]);
        Iterator<StructureEntry> entries =
                StructureFiles.read(List.of(arguments[0]), System.in).iterator();
        while (entries.hasNext()) {
            StructureEntry entry = entries.next();
            if (entry.isError()) {
                throw new IllegalArgumentException(entry.error());
            }
            Crystal crystal = entry.crystal();
            for (StructureFormat format : StructureFormat.values()) {
                String name = entry.index() + "." + format;
                Files.writeString(
                        directory.resolve(name), format.write(crystal, "c" + entry.index(), INFO));
                if (format != StructureFormat.CRYSTAL) {
                    Files.writeString(
                            directory.resolve(name + ".primitive"),
                            format.write(crystal.primitiveStructure(), "c" + entry.index(), INFO));
                }
            }
        }
    }
}
