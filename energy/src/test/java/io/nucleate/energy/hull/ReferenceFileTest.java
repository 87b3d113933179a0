package io.nucleate.energy.hull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

class ReferenceFileTest {
    private static final ReferenceFile.Content CONTENT = new ReferenceFile.Content(
            "salts",
            ReferenceOrigin.ofPotential(
                            "flat-1", "mp", List.of("flat-2"), List.of("Made up.", "By hand."))
                    .built(List.of(), 5, 1),
            List.of(
                    new ReferencePhase(
                            new Phase("NaCl", -2.05),
                            OptionalDouble.of(-3.4),
                            true,
                            Optional.of("mp-1"),
                            Optional.of("0123456789abcdef")),
                    new ReferencePhase(
                            new Phase("Mg(BH4)2", -0.3),
                            OptionalDouble.empty(),
                            false,
                            Optional.empty(),
                            Optional.empty())));

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = directory.resolve("salts.avro");
        ReferenceFile.write(file, CONTENT);
    }

    private static ReferenceFile.Content read(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            return ReferenceFile.read(file.toString(), stream);
        }
    }

    @Test
    void aFileIsReadAsWrittenAndTheSameContentGivesTheSameBytes() throws IOException {
        assertThat(read(file)).isEqualTo(CONTENT);
        Path again = directory.resolve("again.avro");
        ReferenceFile.write(again, CONTENT);
        assertThat(again).hasSameBinaryContentAs(file);
        assertThat(HullReference.read(file).identity())
                .isEqualTo(HullReference.read(again).identity())
                .matches("salts@[0-9a-f]{12}");
        assertThat(HullReference.read(file).origin()).isEqualTo(CONTENT.origin());
    }

    @Test
    void anyAvroReaderCanReadAFile() throws IOException {
        try (DataFileReader<GenericRecord> reader =
                new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
            assertThat(reader.getMetaString("nucleate.energies")).isEqualTo("flat-1");
            assertThat(reader.getMetaString("nucleate.elemental-references")).isEqualTo("mp");
            assertThat(reader.getSchema().getFields())
                    .allSatisfy(field -> assertThat(field.doc()).endsWith("."));
            GenericRecord salt = reader.next();
            assertThat(salt.get("formationEnergyEvPerAtom")).isEqualTo(-2.05);
            assertThat(salt.get("energyEvPerAtom")).isEqualTo(-3.4);
        }
    }

    @Test
    void damagedAndForeignFilesAreRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Path cut =
                Files.write(directory.resolve("cut.avro"), Arrays.copyOf(bytes, bytes.length - 20));
        assertThatThrownBy(() -> HullReference.read(cut))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cut.avro")
                .hasMessageContaining("damaged");
        byte[] empty =
                Arrays.copyOf("Obj\1 and then something else".getBytes(StandardCharsets.UTF_8), 40);
        Path foreign = Files.write(directory.resolve("foreign.avro"), empty);
        assertThatThrownBy(() -> HullReference.read(foreign)).hasMessageContaining("foreign.avro");
    }
}
