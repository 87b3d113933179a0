package io.nucleate.schemas;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.MissingSchemaException;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads and writes one record type in Avro's single-object encoding (marker, schema fingerprint,
 * body): a reader knows from the bytes alone which schema wrote them, and resolves those of every
 * release to its own. Safe for use by several threads.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#single-object-encoding">the
 *     encoding</a>
 */
public final class AvroSerde<T extends SpecificRecord>
        implements Serde<T>, Serializer<T>, Deserializer<T> {
    static {
        TrustedRecords.trust();
    }

    private static final Map<Class<? extends SpecificRecord>, AvroSerde<?>> SERDES =
            new ConcurrentHashMap<>();

    private final Class<T> type;
    private final BinaryMessageEncoder<T> encoder;
    private final BinaryMessageDecoder<T> decoder;

    private AvroSerde(Class<T> type) {
        this.type = type;
        SpecificData model = SpecificData.getForClass(type);
        Schema schema = model.getSchema(type);
        encoder = new BinaryMessageEncoder<>(model, schema);
        decoder = new BinaryMessageDecoder<>(model, schema);
        Releases.schemas(schema.getFullName()).forEach(decoder::addSchema);
    }

    /** Returns the serde of a record type, which reads the schemas of all releases only once. */
    @SuppressWarnings("unchecked") // each is stored under its type
    public static <T extends SpecificRecord> AvroSerde<T> of(Class<T> type) {
        return (AvroSerde<T>) SERDES.computeIfAbsent(type, AvroSerde::new);
    }

    @Override
    public byte[] serialize(String topic, T value) {
        if (value == null) {
            return null;
        }
        try {
            ByteBuffer buffer = encoder.encode(value);
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException | AvroRuntimeException | NullPointerException e) {
            throw new SerializationException(
                    "cannot write a " + type.getSimpleName() + " to " + topic + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /**
     * @throws SerializationException if the bytes are not this record
     * @throws UnknownSchemaException if they are a record that a newer release wrote
     */
    @Override
    public T deserialize(String topic, byte[] bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            return decoder.decode(bytes);
        } catch (MissingSchemaException e) {
            throw new UnknownSchemaException(topic, type.getSimpleName(), e);
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    "a record of " + topic + " is not a " + type.getSimpleName()
                            + " of this or an earlier release: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public Serializer<T> serializer() {
        return this;
    }

    @Override
    public Deserializer<T> deserializer() {
        return this;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {}

    @Override
    public void close() {}
}
