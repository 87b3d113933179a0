package io.nucleate.dashboard.streams;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.nucleate.dashboard.view.DistinctSketch;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Folded values as JSON, in the dashboard's own stores and between its instances. */
final class JsonSerde {
    static final ObjectMapper MAPPER = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .registerModule(new SimpleModule()
                    .addSerializer(DistinctSketch.class, new SketchWriter())
                    .addDeserializer(DistinctSketch.class, new SketchReader()))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private JsonSerde() {}

    static <T> Serde<T> of(Class<T> type) {
        return Serdes.serdeFrom(
                (topic, value) -> write(type, topic, value),
                (topic, bytes) -> read(type, topic, bytes));
    }

    private static byte[] write(Class<?> type, String topic, Object value) {
        try {
            return value == null ? null : MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new SerializationException(
                    "cannot write a " + type.getSimpleName() + " to " + topic, e);
        }
    }

    private static <T> T read(Class<T> type, String topic, byte[] bytes) {
        try {
            return bytes == null ? null : MAPPER.readValue(bytes, type);
        } catch (IOException e) {
            throw new SerializationException(
                    "an entry of " + topic + " is not a " + type.getSimpleName(), e);
        }
    }

    /** Hashes as bytes, half the size of decimal numbers. */
    private static final class SketchWriter extends JsonSerializer<DistinctSketch> {
        @Override
        public void serialize(
                DistinctSketch sketch, JsonGenerator json, SerializerProvider provider)
                throws IOException {
            long[] hashes = sketch.hashes();
            ByteBuffer bytes = ByteBuffer.allocate(hashes.length * Long.BYTES);
            bytes.asLongBuffer().put(hashes);
            json.writeBinary(bytes.array());
        }
    }

    private static final class SketchReader extends JsonDeserializer<DistinctSketch> {
        @Override
        public DistinctSketch deserialize(JsonParser json, DeserializationContext context)
                throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(json.getBinaryValue());
            long[] hashes = new long[bytes.remaining() / Long.BYTES];
            bytes.asLongBuffer().get(hashes);
            return DistinctSketch.of(hashes);
        }
    }
}
