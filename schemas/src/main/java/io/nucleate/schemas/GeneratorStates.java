package io.nucleate.schemas;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.util.Optional;

/** Reads the states of generators from {@link Topic#GENERATOR_PROGRESS}. */
public final class GeneratorStates {
    private final AvroSerde<GeneratorState> serde = AvroSerde.of(GeneratorState.class);
    private final String key;
    private Optional<GeneratorState> newest = Optional.empty();

    private GeneratorStates(String key) {
        this.key = key;
    }

    /** Returns the key of a generator's states. */
    public static String key(String run, String generator) {
        return run + "/" + generator;
    }

    /**
     * Returns the newest state of a generator; empty before its first batch. To be called when no
     * other generator of this name can publish any more.
     *
     * @throws org.apache.kafka.common.errors.SerializationException if it cannot be read: to begin
     *     at 0 again would use ids twice
     */
    public static Optional<GeneratorState> newest(
            KafkaClients kafka, String run, String generator) {
        GeneratorStates states = new GeneratorStates(key(run, generator));
        String clientId = "generator-progress-" + generator;
        try (Consumer<String, byte[]> consumer = kafka.connectConsumer(clientId)) {
            TopicPartitions.assignFromBeginning(consumer, Topic.GENERATOR_PROGRESS);
            TopicPartitions.readTo(
                    TopicPartitions.uncommittedEnds(kafka, clientId, consumer),
                    consumer,
                    states::accept);
        }
        return states.newest;
    }

    private void accept(ConsumerRecord<String, byte[]> record) {
        if (key.equals(record.key())) {
            newest = Optional.ofNullable(serde.deserialize(record.topic(), record.value()));
        }
    }
}
