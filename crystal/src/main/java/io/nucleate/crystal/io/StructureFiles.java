package io.nucleate.crystal.io;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Structure;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads crystals and structures from files: JSON lines (crystal and structure lines mixed), CIF,
 * POSCAR, extended XYZ, and CSV with a column of CIFs, each also gzipped. Name and content tell the
 * formats apart. Whatever cannot be read becomes an entry with the reason and does not stop the
 * others. Inputs may come from anybody: memory and time for each entry are bounded.
 */
public final class StructureFiles {
    private static final int HEAD_BYTES = 4096;

    private static final int NAME_CHARS_MAX = 80;

    /** Most bytes of a CIF or a POSCAR, unpacked. */
    private static final int TEXT_BYTES_MAX = 32 << 20;

    private StructureFiles() {}

    private enum Format {
        JSON_LINES,
        CIF,
        POSCAR,
        EXTENDED_XYZ,
        CSV
    }

    /** The entries of one open input. */
    interface Entries {
        /** Returns the next entry; null after the last. */
        StructureEntry next() throws IOException;
    }

    /**
     * Returns the entries of all inputs, in order. They are read when they are asked for.
     *
     * @param inputs file names, {@code -} for the standard input
     * @param standardInput the stream that {@code -} stands for; left open
     */
    public static Stream<StructureEntry> read(List<String> inputs, InputStream standardInput) {
        return stream(new EntryIterator(
                inputs.iterator(),
                source -> source.equals("-")
                        ? keptOpen(standardInput)
                        : Files.newInputStream(Path.of(source))));
    }

    /**
     * Returns the entries of one input. They are read when they are asked for.
     *
     * @param name name of the file, by which formats are told apart
     * @param content left open
     */
    public static Stream<StructureEntry> read(String name, InputStream content) {
        return stream(new EntryIterator(List.of(name).iterator(), source -> keptOpen(content)));
    }

    private static Stream<StructureEntry> stream(EntryIterator entries) {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(entries, Spliterator.ORDERED), false);
    }

    private static InputStream keptOpen(InputStream stream) {
        return new FilterInputStream(stream) {
            @Override
            public void close() {}
        };
    }

    /** Opens an input by its name. */
    private interface Opener {
        InputStream open(String source) throws IOException;
    }

    private static final class EntryIterator implements Iterator<StructureEntry> {
        private final Iterator<String> inputs;
        private final Opener opener;
        private String source;
        private InputStream stream;
        private Entries entries;
        private StructureEntry next;

        EntryIterator(Iterator<String> inputs, Opener opener) {
            this.inputs = inputs;
            this.opener = opener;
        }

        @Override
        public boolean hasNext() {
            while (next == null && (entries != null || inputs.hasNext())) {
                try {
                    if (entries == null) {
                        source = inputs.next();
                        stream = opener.open(source);
                        entries = open(source, stream);
                    }
                    next = entries.next();
                    if (next == null) {
                        close();
                    }
                } catch (IOException | IllegalArgumentException e) {
                    next = StructureEntry.failed(source, 0, place(source), null, reason(e));
                    close();
                }
            }
            return next != null;
        }

        @Override
        public StructureEntry next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            StructureEntry entry = next;
            next = null;
            return entry;
        }

        private void close() {
            entries = null;
            try {
                if (stream != null) {
                    stream.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close " + source, e);
            }
            stream = null;
        }

        private String reason(Exception e) {
            if (e instanceof NoSuchFileException) {
                return "no such file";
            } else if (e instanceof AccessDeniedException) {
                return "no permission to read it";
            } else if (e instanceof IOException && Files.isDirectory(Path.of(source))) {
                return "a directory; name the files in it";
            } else if (e instanceof EOFException || e instanceof ZipException) {
                return "cut off or damaged where it is compressed (" + e.getMessage() + ")";
            }
            return e.getMessage();
        }
    }

    private static Entries open(String source, InputStream raw) throws IOException {
        BufferedInputStream stream = new BufferedInputStream(raw, 2 * HEAD_BYTES);
        stream.mark(2);
        boolean gzipped = stream.read() == 0x1f && stream.read() == 0x8b;
        stream.reset();
        if (gzipped) {
            stream = new BufferedInputStream(new GZIPInputStream(stream), 2 * HEAD_BYTES);
        }
        stream.mark(HEAD_BYTES);
        String head = new String(stream.readNBytes(HEAD_BYTES), StandardCharsets.UTF_8);
        stream.reset();
        return switch (detect(source.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", ""), head)) {
            case JSON_LINES -> jsonLines(source, reader(stream));
            case EXTENDED_XYZ -> frames(source, reader(stream));
            case CSV -> CifTable.entries(source, reader(stream));
            case CIF -> blocks(source, CifBlock.read(text(stream)));
            case POSCAR -> poscar(source, text(stream));
        };
    }

    private static BufferedReader reader(InputStream stream) {
        return new BufferedReader(
                new InputStreamReader(new BoundedLines(stream), StandardCharsets.UTF_8));
    }

    /** Reads a format that is understood as a whole. */
    private static String text(InputStream stream) throws IOException {
        byte[] bytes = stream.readNBytes(TEXT_BYTES_MAX + 1);
        if (bytes.length > TEXT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "more than " + (TEXT_BYTES_MAX >> 20) + " MiB of text,"
                            + " which is read as a whole; divide it, or use JSON lines or extended XYZ");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Format detect(String name, String head) {
        String file = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        if (file.matches(".*\\.(jsonl|json|ndjson)")) {
            return Format.JSON_LINES;
        } else if (file.endsWith(".csv")) {
            return Format.CSV;
        } else if (file.endsWith(".cif")) {
            return Format.CIF;
        } else if (file.matches(".*\\.(xyz|extxyz)")) {
            return Format.EXTENDED_XYZ;
        } else if (file.matches("(poscar|contcar).*|.*\\.(vasp|poscar)")) {
            return Format.POSCAR;
        }
        if (head.isBlank()) {
            throw new IllegalArgumentException("empty");
        }
        String[] lines = head.split("\\R", 4);
        if (head.stripLeading().startsWith("{")) {
            return Format.JSON_LINES;
        } else if (startsDataBlock(head)) {
            return Format.CIF;
        } else if (lines.length > 2 && lines[0].matches("\\s*\\d+\\s*") && lines[1].contains("=")) {
            return Format.EXTENDED_XYZ;
        } else if (lines.length > 2 && Numbers.isNumber(lines[1].trim().split("\\s+")[0])) {
            return Format.POSCAR;
        }
        throw new IllegalArgumentException(
                "neither JSON lines, CIF, POSCAR nor extended XYZ; name the file .jsonl, .cif,"
                        + " .vasp, .extxyz or .csv");
    }

    private static boolean startsDataBlock(String head) {
        return head.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .map(line -> line.toLowerCase(Locale.ROOT).startsWith("data_"))
                .orElse(false);
    }

    private static Entries jsonLines(String source, BufferedReader reader) {
        int[] number = {0};
        return () -> {
            String line = reader.readLine();
            number[0]++;
            while (line != null && line.isBlank()) {
                line = reader.readLine();
                number[0]++;
            }
            return line == null ? null : jsonLine(source, number[0], line);
        };
    }

    private static StructureEntry jsonLine(String source, int number, String line) {
        String place = place(source) + " line " + number;
        ObjectNode fields = null;
        try {
            fields = CrystalJson.parse(line);
            if (CrystalJson.isCrystal(fields)) {
                Crystal crystal = CrystalJson.readCrystal(fields);
                return new StructureEntry(
                        source, number, place, fields, crystal, crystal.primitiveStructure(), null);
            }
            return new StructureEntry(
                    source, number, place, fields, null, CrystalJson.readStructure(fields), null);
        } catch (IllegalArgumentException e) {
            return StructureEntry.failed(source, number, place, fields, e.getMessage());
        }
    }

    private static Entries frames(String source, BufferedReader reader) {
        int[] number = {0};
        return () -> {
            number[0]++;
            ExtendedXyz.Frame frame;
            try {
                frame = ExtendedXyz.next(reader);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("frame " + number[0] + ": " + e.getMessage(), e);
            }
            return frame == null
                    ? null
                    : entry(
                            source,
                            number[0],
                            place(source) + " frame " + number[0],
                            frame::structure);
        };
    }

    private static Entries blocks(String source, List<CifBlock> blocks) {
        List<StructureEntry> entries = new ArrayList<>();
        for (CifBlock block : blocks) {
            String place = place(source) + " data_"
                    + StructureEntry.shortened(block.name(), NAME_CHARS_MAX);
            entries.add(entry(source, entries.size() + 1, place, block::structure));
        }
        Iterator<StructureEntry> iterator = entries.iterator();
        return () -> iterator.hasNext() ? iterator.next() : null;
    }

    private static Entries poscar(String source, String text) {
        Iterator<StructureEntry> only = List.of(
                        entry(source, 1, place(source), () -> Poscar.read(text)))
                .iterator();
        return () -> only.hasNext() ? only.next() : null;
    }

    private static StructureEntry entry(
            String source, int index, String place, Supplier<Structure> structure) {
        try {
            return StructureEntry.of(source, index, place, structure.get());
        } catch (IllegalArgumentException e) {
            return StructureEntry.failed(source, index, place, null, e.getMessage());
        }
    }

    /** The words for an input in a message. */
    static String place(String source) {
        return source.equals("-") ? "standard input" : source;
    }
}
