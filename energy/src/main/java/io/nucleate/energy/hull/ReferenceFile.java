package io.nucleate.energy.hull;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Reads and writes hull references as Avro object container files. A file has a schema, the
 * {@link ReferenceOrigin} as metadata {@code nucleate.*}, and a record for each phase. Any Avro
 * tool can read it.
 */
final class ReferenceFile {
    private static final Schema SCHEMA = schema();
    private static final int DEFLATE_LEVEL = 9;

    /** File with the vertices of the hull of the Materials Project; see {@link HullVertices}. */
    private static final String SHIPPED = "materials-project-hull.avro";

    private static final String NAME = "nucleate.name";
    private static final String SHA256 = "nucleate.sha256";
    private static final String ENERGIES = "nucleate.energies";
    private static final String COMPATIBLE_WITH = "nucleate.compatible-with";
    private static final String ELEMENTAL_REFERENCES = "nucleate.elemental-references";
    private static final String PROVENANCE = "nucleate.provenance";
    private static final String ROWS = "nucleate.rows";
    private static final String REJECTED = "nucleate.rejected";

    private ReferenceFile() {}

    /** The content of a file. */
    record Content(String name, ReferenceOrigin origin, List<ReferencePhase> phases) {
        HullReference reference() {
            List<Phase> points = phases.stream().map(ReferencePhase::phase).toList();
            return new HullReference(HullReference.identity(name, points), origin, points);
        }
    }

    /** Returns the reference that comes with Nucleate. */
    static Content shipped() {
        try (InputStream resource = ReferenceFile.class.getResourceAsStream(SHIPPED)) {
            return read(SHIPPED, resource);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the shipped hull reference", e);
        }
    }

    private static Schema schema() {
        try (InputStream resource =
                ReferenceFile.class.getResourceAsStream("hull-reference.avsc")) {
            return new Schema.Parser().parse(resource);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the schema of hull references", e);
        }
    }

    /** Tells whether a stream begins with an Avro file. It does not consume the bytes. */
    static boolean isOne(InputStream stream) throws IOException {
        return Arrays.equals(
                Decompression.peek(stream, DataFileConstants.MAGIC.length),
                DataFileConstants.MAGIC);
    }

    /**
     * Reads a reference.
     *
     * @param where name of the file, for messages
     * @throws IllegalArgumentException if the file is damaged or is not a reference
     */
    static Content read(String where, InputStream stream) throws IOException {
        List<ReferencePhase> phases = new ArrayList<>();
        try (DataFileStream<GenericRecord> file = open(stream)) {
            require(
                    where,
                    file.getMetaString(NAME) != null,
                    "is an Avro file, but no hull reference");
            file.forEach(entry -> phases.add(phase(entry)));
            Content content =
                    new Content(file.getMetaString(NAME), origin(file), List.copyOf(phases));
            require(
                    where,
                    sha256(phases).equals(file.getMetaString(SHA256)),
                    "is damaged: its SHA-256 is another");
            return content;
        } catch (AvroRuntimeException e) {
            throw new IllegalArgumentException(
                    "'" + where + "' is damaged after " + phases.size() + " phases: "
                            + e.getMessage(),
                    e);
        }
    }

    private static DataFileStream<GenericRecord> open(InputStream stream) throws IOException {
        return new DataFileStream<>(stream, new GenericDatumReader<>(null, SCHEMA));
    }

    private static void require(String where, boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException("'" + where + "' " + otherwise);
        }
    }

    /**
     * Writes a reference. It is first written to another file and then renamed, so that nobody
     * reads half of it. The same content always gives the same bytes.
     */
    static void write(Path file, Content content) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".writing");
        String sha256 = sha256(content.phases());
        try (OutputStream stream = Files.newOutputStream(part);
                DataFileWriter<GenericRecord> writer = writer(content.origin())) {
            writer.setMeta(NAME, content.name());
            writer.setMeta(SHA256, sha256);
            writer.setMeta(ROWS, content.origin().rows());
            writer.setMeta(REJECTED, content.origin().rejected());
            writer.create(
                    SCHEMA,
                    stream,
                    HexFormat.of().parseHex(sha256.substring(0, 2 * DataFileConstants.SYNC_SIZE)));
            for (ReferencePhase phase : content.phases()) {
                writer.append(entry(phase));
            }
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static DataFileWriter<GenericRecord> writer(ReferenceOrigin origin) {
        DataFileWriter<GenericRecord> writer =
                new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA));
        writer.setCodec(CodecFactory.deflateCodec(DEFLATE_LEVEL));
        origin.energies().ifPresent(energies -> writer.setMeta(ENERGIES, energies));
        origin.elementalReferences()
                .ifPresent(references -> writer.setMeta(ELEMENTAL_REFERENCES, references));
        writer.setMeta(COMPATIBLE_WITH, String.join("\n", origin.compatibleWith()));
        writer.setMeta(PROVENANCE, String.join("\n", origin.provenance()));
        return writer;
    }

    private static ReferenceOrigin origin(DataFileStream<GenericRecord> file) {
        return new ReferenceOrigin(
                Optional.ofNullable(file.getMetaString(ENERGIES)),
                lines(file, COMPATIBLE_WITH),
                Optional.ofNullable(file.getMetaString(ELEMENTAL_REFERENCES)),
                lines(file, PROVENANCE),
                count(file, ROWS),
                count(file, REJECTED));
    }

    private static List<String> lines(DataFileStream<GenericRecord> file, String key) {
        String text = file.getMetaString(key);
        return text == null || text.isEmpty() ? List.of() : text.lines().toList();
    }

    private static long count(DataFileStream<GenericRecord> file, String key) {
        String text = file.getMetaString(key);
        return text == null ? 0 : Long.parseLong(text);
    }

    private static String sha256(List<ReferencePhase> phases) {
        return HullReference.sha256(phases.stream().map(ReferencePhase::phase).toList());
    }

    private static GenericRecord entry(ReferencePhase phase) {
        OptionalDouble energy = phase.energyEvPerAtom();
        return new GenericRecordBuilder(SCHEMA)
                .set("formula", phase.phase().formula())
                .set("formationEnergyEvPerAtom", phase.formationEnergyEvPerAtom())
                .set("energyEvPerAtom", energy.isPresent() ? energy.getAsDouble() : null)
                .set(
                        "support",
                        new GenericData.EnumSymbol(
                                SCHEMA.getField("support").schema(),
                                phase.known() ? "PHASE" : "HULL"))
                .set("id", phase.id().orElse(null))
                .set("structure", phase.structureHash().orElse(null))
                .build();
    }

    private static ReferencePhase phase(GenericRecord entry) {
        Double energy = (Double) entry.get("energyEvPerAtom");
        return new ReferencePhase(
                new Phase(entry.get("formula").toString(), (Double)
                        entry.get("formationEnergyEvPerAtom")),
                energy == null ? OptionalDouble.empty() : OptionalDouble.of(energy),
                entry.get("support").toString().equals("PHASE"),
                Optional.ofNullable(entry.get("id")).map(Object::toString),
                Optional.ofNullable(entry.get("structure")).map(Object::toString));
    }

    /**
     * A file to which phases are written as soon as their energies are known, so that a build that
     * was interrupted need not compute them again.
     */
    static final class Journal implements Closeable {
        private final DataFileWriter<GenericRecord> writer;

        private Journal(DataFileWriter<GenericRecord> writer) {
            this.writer = writer;
        }

        /**
         * Continues a journal, or begins one.
         *
         * @param written receives every phase in the journal; a block that was cut off when the
         *     build was interrupted is lost
         * @throws IllegalArgumentException if the journal has energies of another potential or
         *     other elemental references
         */
        static Journal open(Path file, ReferenceOrigin origin, Consumer<ReferencePhase> written)
                throws IOException {
            List<ReferencePhase> before = Files.exists(file) ? recover(file, origin) : List.of();
            Path part = file.resolveSibling(file.getFileName() + ".writing");
            DataFileWriter<GenericRecord> writer = ReferenceFile.writer(origin);
            byte[] sync = new byte[DataFileConstants.SYNC_SIZE];
            new SecureRandom().nextBytes(sync);
            writer.create(SCHEMA, Files.newOutputStream(part), sync);
            Journal journal = new Journal(writer);
            journal.write(before);
            Files.move(
                    part,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            before.forEach(written);
            return journal;
        }

        private static List<ReferencePhase> recover(Path file, ReferenceOrigin origin)
                throws IOException {
            List<ReferencePhase> phases = new ArrayList<>();
            try (InputStream stream = new BufferedInputStream(Files.newInputStream(file));
                    DataFileStream<GenericRecord> entries = ReferenceFile.open(stream)) {
                ReferenceOrigin begun = ReferenceFile.origin(entries);
                if (!begun.energies().equals(origin.energies())
                        || !begun.elementalReferences().equals(origin.elementalReferences())) {
                    throw new IllegalArgumentException("'" + file + "' was begun with energies of "
                            + begun.energies().orElse("nobody") + " and elemental references "
                            + begun.elementalReferences().orElse("none")
                            + "; go on with these, or delete it");
                }
                entries.forEach(entry -> phases.add(phase(entry)));
            } catch (AvroRuntimeException e) {
                // The last block was cut off when the build was; the blocks before it are whole.
                return phases;
            }
            return phases;
        }

        /** Writes phases. They are in the file when this method returns. */
        void write(List<ReferencePhase> phases) throws IOException {
            for (ReferencePhase phase : phases) {
                writer.append(entry(phase));
            }
            writer.flush();
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }
    }
}
