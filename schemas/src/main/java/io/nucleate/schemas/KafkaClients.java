package io.nucleate.schemas;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Connects to the topics. {@link KafkaSettings} connects to a broker; a simulation to topics in
 * memory. Values are read as bytes, so that one that cannot be read stops nobody.
 */
public interface KafkaClients {
    /** Connects a consumer without a group: it is assigned partitions and keeps its offsets. */
    Consumer<String, byte[]> connectConsumer(String clientId);

    /**
     * Connects a consumer that also sees what is not committed, to ask where partitions end. What
     * is committed can lie behind an open transaction, where {@link #connectConsumer} does not see
     * it yet.
     */
    Consumer<String, byte[]> connectUncommittedConsumer(String clientId);

    /** Connects an idempotent producer. */
    <V> Producer<String, V> connectProducer(String clientId, Serializer<V> values);

    /**
     * Connects a transactional producer.
     *
     * @param transactionalId a second producer with the same id fences the first
     */
    <V> Producer<String, V> connectTransactionalProducer(
            String clientId, String transactionalId, Serializer<V> values);

    /**
     * Connects a member of {@link ScorerGroup}.
     *
     * @param recordsMax most records held at a time
     */
    ShareConsumer<String, byte[]> connectShareConsumer(String clientId, int recordsMax);
}
