import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.io.StructureEntry;
import io.nucleate.crystal.io.StructureFiles;
import io.nucleate.crystal.io.StructureFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** Writes each crystal line of a file in every format, of its conventional and of its primitive cell; see compare.py. */
class WriteFormats {
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
                Files.writeString(directory.resolve(name), format.write(crystal, "c" + entry.index()));
                if (format != StructureFormat.CRYSTAL) {
                    Files.writeString(
                            directory.resolve(name + ".primitive"),
                            format.write(crystal.primitiveStructure(), "c" + entry.index()));
                }
            }
        }
    }
}
