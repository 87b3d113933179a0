package io.nucleate.schemas;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes the record type of each topic, for a producer that writes to several of them. */
public final class AnyRecordSerializer implements Serializer<SpecificRecord> {
    private final Map<Class<?>, Serializer<SpecificRecord>> byType = Arrays.stream(Topic.values())
            .map(Topic::recordType)
            .distinct()
            .collect(Collectors.toMap(Function.identity(), type -> {
                @SuppressWarnings("unchecked") // it is only given records of its type
                Serializer<SpecificRecord> serializer =
                        (Serializer<SpecificRecord>) (Serializer<?>) AvroSerde.of(type);
                return serializer;
            }));

    @Override
    public byte[] serialize(String topic, SpecificRecord value) {
        Serializer<SpecificRecord> serializer = byType.get(value.getClass());
        if (serializer == null) {
            throw new SerializationException(
                    "no topic carries a " + value.getClass().getSimpleName());
        }
        return serializer.serialize(topic, value);
    }
}
