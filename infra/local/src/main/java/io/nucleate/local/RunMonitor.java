package io.nucleate.local;

import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.PolicyUpdate;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicPartitions;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Reads the run's topics from their beginning into {@link RunStatistics}, in a thread of its own.
 */
final class RunMonitor {
    private static final Logger LOG = Logger.getLogger(RunMonitor.class.getName());

    private final RunStatistics statistics;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Consumer<byte[]>> readers;
    private final Thread thread = new Thread(this::follow, "run-monitor");
    private volatile boolean finishing;

    RunMonitor(KafkaSettings settings, RunStatistics statistics) {
        this.statistics = statistics;
        consumer = new KafkaConsumer<>(
                settings.consumer("run-monitor"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        TopicPartitions.assignFromBeginning(
                consumer, Topic.CANDIDATES, Topic.SCORED, Topic.REJECTED, Topic.UPDATES);
        readers = Map.of(
                Topic.CANDIDATES.topicName(),
                        reader(Topic.CANDIDATES, Candidate.class, statistics::accept),
                Topic.SCORED.topicName(), reader(Topic.SCORED, Scored.class, statistics::accept),
                Topic.REJECTED.topicName(),
                        reader(Topic.REJECTED, Rejected.class, statistics::accept),
                Topic.UPDATES.topicName(),
                        reader(Topic.UPDATES, PolicyUpdate.class, statistics::accept));
        thread.setDaemon(true);
        thread.start();
    }

    RunStatistics.Snapshot snapshot() {
        return statistics.snapshot();
    }

    /** Reads to the present end of the topics and stops; call it when nothing writes any more. */
    RunStatistics.Snapshot finish(Duration patience) throws InterruptedException {
        finishing = true;
        thread.join(patience.toMillis());
        if (thread.isAlive()) {
            LOG.warning("the topics were not read to their end within " + patience.toSeconds()
                    + " s; the summary leaves some of the last records out");
            consumer.wakeup();
        }
        return statistics.snapshot();
    }

    private static <T extends SpecificRecord> Consumer<byte[]> reader(
            Topic topic, Class<T> type, Consumer<T> sink) {
        AvroSerde<T> serde = AvroSerde.of(type);
        return bytes -> sink.accept(serde.deserialize(topic.topicName(), bytes));
    }

    private void follow() {
        try (consumer) {
            boolean atEnd = false;
            while (!(finishing && atEnd)) {
                var records = consumer.poll(Duration.ofMillis(250));
                records.forEach(this::read);
                // Finishing counts only if the end was seen after everybody had stopped writing.
                atEnd = finishing && records.isEmpty() && TopicPartitions.isAtEnd(consumer);
            }
        } catch (org.apache.kafka.common.errors.WakeupException e) {
            LOG.fine("stopped before the end");
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        try {
            readers.get(record.topic()).accept(record.value());
        } catch (SerializationException e) {
            LOG.log(
                    Level.WARNING,
                    "not counted: " + record.topic() + "-" + record.partition() + "@"
                            + record.offset(),
                    e);
        }
    }
}
