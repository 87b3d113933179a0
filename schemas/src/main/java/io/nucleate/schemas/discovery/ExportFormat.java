package io.nucleate.schemas.discovery;

import io.nucleate.crystal.io.StructureFormat;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The formats in which discoveries are written. */
public enum ExportFormat {
    CIF(".cif", StructureFormat.CIF),
    EXTXYZ(".extxyz", StructureFormat.EXTXYZ),
    POSCAR(".vasp", StructureFormat.POSCAR),
    /** A table without geometry. */
    CSV(".csv", DiscoveryFields.csvHeader(), named -> DiscoveryFields.csvLine(named.discovery)),
    /** Crystal lines. */
    JSONL(".jsonl", "", named -> DiscoveryFields.crystalLine(named.discovery));

    private record Named(Discovery discovery, String name) {}

    private final String extension;
    private final String header;
    private final Function<Named, String> text;

    ExportFormat(String extension, String header, Function<Named, String> text) {
        this.extension = extension;
        this.header = header;
        this.text = text;
    }

    ExportFormat(String extension, StructureFormat format) {
        this(
                extension,
                "",
                named -> format.write(
                        named.discovery.crystal(),
                        named.name,
                        DiscoveryFields.texts(named.discovery)));
    }

    /** Returns the format that a file's name ends with. */
    public static Optional<ExportFormat> ofName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> lower.endsWith(format.extension))
                .findFirst();
    }

    /** Whether a file holds one crystal only. */
    public boolean isFileEach() {
        return this == POSCAR;
    }

    /** Whether crystals may also have a file each. */
    public boolean mayBeFileEach() {
        return this == CIF || this == EXTXYZ || this == POSCAR;
    }

    /** Returns the end of a file's name, with the dot. */
    public String extension() {
        return extension;
    }

    /** Returns the first line of a file of several crystals; empty for none. */
    public String header() {
        return header;
    }

    /** Writes a crystal; the texts of several follow one another in a file. */
    public String write(Discovery discovery, String name) {
        return text.apply(new Named(discovery, name));
    }

    /** The name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
