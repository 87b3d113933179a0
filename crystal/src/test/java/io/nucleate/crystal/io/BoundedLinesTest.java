package io.nucleate.crystal.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** A small file that unpacks to a large one is refused before it fills the memory. */
class BoundedLinesTest {
    private static final long UNPACKED_BYTES = 128L << 20;

    @ParameterizedTest
    @CsvSource({
        "a.jsonl.gz, {,       a line of more than 8 MiB",
        "a.extxyz.gz, 1,      a line of more than 8 MiB",
        "a.cif.gz, 'data_a ', more than 32 MiB of text",
        "POSCAR.gz, 'NaCl\n', more than 32 MiB of text"
    })
    void refusesWhatIsTooLarge(String name, String text, String reason) throws IOException {
        assertThat(read(name, text.repeat(1 << 17)))
                .hasSize(1)
                .first()
                .extracting(StructureEntry::error)
                .asString()
                .contains(reason);
    }

    @Test
    void manyLinesArePartsOfNoLargeOne() throws IOException {
        byte[] lines = "0123456789\n".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        assertThat(lines.length).isGreaterThan(BoundedLines.LINE_BYTES_MAX);
        try (InputStream stream = new BoundedLines(new ByteArrayInputStream(lines))) {
            assertThat(stream.readAllBytes()).isEqualTo(lines);
        }
    }

    /** Reads 128 MiB of a text again and again, packed. */
    private static List<StructureEntry> read(String name, String text) throws IOException {
        byte[] part = text.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream stream = new GZIPOutputStream(packed)) {
            for (long bytes = 0; bytes < UNPACKED_BYTES; bytes += part.length) {
                stream.write(part);
            }
        }
        return StructureFiles.read(name, new ByteArrayInputStream(packed.toByteArray()))
                .toList();
    }
}
