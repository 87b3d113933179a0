package io.nucleate.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A record of each topic as each release wrote it, in {@code golden/<version>/<topic>.base64}. The
 * code of today reads it, and what the code of today writes is read by the schema of that release.
 */
class GoldenRecordsTest {
    private static final int HEADER_BYTES = 10;

    static List<Object[]> releasedTopics() {
        return ReleasesTest.releasedTopics();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("releasedTopics")
    void eachReleaseReadsWhatTheOtherWrites(String version, Topic topic) throws IOException {
        Schema released = Releases.schema(version, topic).orElseThrow();
        byte[] golden = golden(version, topic, released);
        GenericRecord ofTheRelease = read(golden, released, released);
        SpecificRecord ofToday =
                AvroSerde.of(topic.recordType()).deserialize(topic.topicName(), golden);
        byte[] written = new AnyRecordSerializer().serialize(topic.topicName(), ofToday);
        assertThat(read(written, topic.schema(), released))
                .as("read by today's code, written again, and read by %s", version)
                .isEqualTo(ofTheRelease);
        byte[] full = encode((GenericRecord) sample(topic.schema(), topic.topicName()));
        assertThat(read(full, topic.schema(), released).getSchema())
                .as("all fields of today, read by %s", version)
                .isEqualTo(released);
    }

    private static byte[] golden(String version, Topic topic, Schema released) throws IOException {
        String file = "golden/" + version + "/" + topic.topicName() + ".base64";
        String expected = Base64.getMimeEncoder()
                .encodeToString(encode((GenericRecord) sample(released, topic.topicName())));
        try (InputStream in = GoldenRecordsTest.class.getResourceAsStream(file)) {
            assertThat(in).as("write %s:%n%s%n", file, expected).isNotNull();
            byte[] golden = Base64.getMimeDecoder()
                    .decode(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
            assertThat(Arrays.copyOfRange(golden, 2, HEADER_BYTES))
                    .as(
                            "the schema of %s in release %s is not what it was; if that release is"
                                    + " not out yet, write %s:%n%s%n",
                            topic, version, file, expected)
                    .isEqualTo(fingerprint(released));
            return golden;
        }
    }

    private static byte[] fingerprint(Schema schema) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(SchemaNormalization.parsingFingerprint64(schema))
                .array();
    }

    private static byte[] encode(GenericRecord record) throws IOException {
        ByteBuffer encoded = new BinaryMessageEncoder<GenericRecord>(
                        GenericData.get(), record.getSchema())
                .encode(record);
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    private static GenericRecord read(byte[] message, Schema writer, Schema reader)
            throws IOException {
        return new GenericDatumReader<GenericRecord>(writer, reader)
                .read(
                        null,
                        DecoderFactory.get()
                                .binaryDecoder(
                                        message,
                                        HEADER_BYTES,
                                        message.length - HEADER_BYTES,
                                        null));
    }

    /** Makes a value in which every field is set, from the names of the fields. */
    private static Object sample(Schema schema, String name) {
        int number = 1 + Math.floorMod(name.hashCode(), 97);
        return switch (schema.getType()) {
            case RECORD -> {
                GenericRecord record = new GenericData.Record(schema);
                schema.getFields()
                        .forEach(field ->
                                record.put(field.pos(), sample(field.schema(), field.name())));
                yield record;
            }
            case UNION ->
                sample(
                        schema.getTypes().stream()
                                .filter(type -> type.getType() != Schema.Type.NULL)
                                .findFirst()
                                .orElseThrow(),
                        name);
            case ARRAY ->
                new GenericData.Array<>(
                        schema, List.of(sample(schema.getElementType(), name + " element")));
            case MAP -> Map.of(name + " key", sample(schema.getValueType(), name + " value"));
            case ENUM ->
                new GenericData.EnumSymbol(schema, schema.getEnumSymbols().get(0));
            case STRING -> name;
            case BYTES -> ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8));
            case INT -> number;
            case LONG -> (long) number;
            case FLOAT -> number / 8f;
            case DOUBLE -> number / 8.0;
            case BOOLEAN -> true;
            case NULL, FIXED -> throw new AssertionError("no schema has " + schema.getType());
        };
    }
}
