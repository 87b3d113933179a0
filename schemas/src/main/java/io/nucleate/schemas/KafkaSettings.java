package io.nucleate.schemas;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Settings of Kafka clients: the broker's address, and the delivery guarantees that all clients
 * share. Producers are idempotent, compress, and wait for all replicas. Consumers see committed
 * records only, start at the earliest and never commit on their own.
 *
 * @param bootstrapServers {@code host:port}, comma separated
 */
public record KafkaSettings(String bootstrapServers) implements KafkaClients {

    /**
     * Longest transaction. A producer that dies in one, and is not started again, hides for so long
     * what others write behind it.
     */
    private static final Duration TRANSACTION_MAX = Duration.ofSeconds(15);

    public KafkaSettings {
        if (bootstrapServers == null || bootstrapServers.isBlank()) {
            throw new IllegalArgumentException(
                    "no Kafka address: set nucleate.kafka.bootstrap-servers to host:port");
        }
    }

    /** Settings of an idempotent producer. */
    public Map<String, Object> producer(String clientId) {
        Map<String, Object> settings = client(clientId);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        // As the topics say; else the broker would compress what comes.
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        return settings;
    }

    /**
     * Settings of a transactional producer.
     *
     * @param transactionalId a second producer with the same id fences the first
     */
    public Map<String, Object> transactionalProducer(String clientId, String transactionalId) {
        Map<String, Object> settings = producer(clientId);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION_MAX.toMillis());
        return settings;
    }

    /**
     * Settings of a consumer without a group: it is assigned partitions and keeps its own offsets.
     */
    public Map<String, Object> consumer(String clientId) {
        Map<String, Object> settings = client(clientId);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return settings;
    }

    /**
     * Settings of a member of {@link ScorerGroup} that acknowledges record by record.
     *
     * @param recordsMax most records held at a time
     */
    public Map<String, Object> shareConsumer(String clientId, int recordsMax) {
        Map<String, Object> settings = client(clientId);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, ScorerGroup.ID);
        settings.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
        // Otherwise whole producer batches are acquired, and one scorer takes what others could be
        // working on.
        settings.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, recordsMax);
        return settings;
    }

    @Override
    public Consumer<String, byte[]> connectConsumer(String clientId) {
        return new KafkaConsumer<>(
                consumer(clientId), new StringDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Consumer<String, byte[]> connectUncommittedConsumer(String clientId) {
        Map<String, Object> settings = consumer(clientId);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public <V> Producer<String, V> connectProducer(String clientId, Serializer<V> values) {
        return new KafkaProducer<>(producer(clientId), new StringSerializer(), values);
    }

    @Override
    public <V> Producer<String, V> connectTransactionalProducer(
            String clientId, String transactionalId, Serializer<V> values) {
        return new KafkaProducer<>(
                transactionalProducer(clientId, transactionalId), new StringSerializer(), values);
    }

    @Override
    public ShareConsumer<String, byte[]> connectShareConsumer(String clientId, int recordsMax) {
        return new KafkaShareConsumer<>(
                shareConsumer(clientId, recordsMax),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    private Map<String, Object> client(String clientId) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        // Telemetry pushes need a broker-side receiver, which none of ours has.
        settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return settings;
    }
}
