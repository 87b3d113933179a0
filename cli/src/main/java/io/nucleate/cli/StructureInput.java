package io.nucleate.cli;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.io.StructureEntry;
import io.nucleate.crystal.io.StructureFiles;

import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.stream.Stream;

/** The files of verbs that read structures. */
final class StructureInput {
    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "CIF, POSCAR, extended XYZ, crystal and structure JSON lines, or CSV with"
                    + " a column of CIFs, each also gzipped; - for the standard input.")
    private List<String> files;

    List<String> files() {
        return files;
    }

    /** Reads the entries as they are asked for; to be closed. */
    Stream<StructureEntry> read() {
        return StructureFiles.read(files, System.in);
    }

    /**
     * Reads the crystal of the first structure of a file.
     *
     * @param only whether a second structure is an error
     * @param toleranceAngstrom within which atoms are symmetric, for a structure without symmetry
     * @throws IllegalArgumentException that names the file, where there is no such crystal
     */
    static Crystal firstCrystal(String file, boolean only, double toleranceAngstrom) {
        StructureEntry first;
        try (Stream<StructureEntry> entries = StructureFiles.read(List.of(file), System.in)) {
            List<StructureEntry> two = entries.limit(only ? 2 : 1).toList();
            if (two.size() != 1) {
                throw new IllegalArgumentException(file
                        + (two.isEmpty()
                                ? " holds no structure"
                                : " must hold one structure only"));
            }
            first = two.get(0);
        }
        if (first.isError()) {
            throw new IllegalArgumentException(first.error());
        }
        try {
            return first.crystal(toleranceAngstrom);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(first.place() + ": " + e.getMessage(), e);
        }
    }
}
