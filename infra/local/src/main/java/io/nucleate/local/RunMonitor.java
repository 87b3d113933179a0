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
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Reads the run's topics into {@link RunStatistics}, in a thread of its own, and stores every few
 * seconds what it has counted. It goes on from what an earlier start has stored, or begins at the
 * topics' beginning.
 */
final class RunMonitor {
    private static final Logger LOG = Logger.getLogger(RunMonitor.class.getName());

    private static final Duration SAVE_PERIOD = Duration.ofSeconds(10);

    private final RunStatistics statistics;
    private final StatisticsFile file;
    private final Map<String, Long> offsets = new TreeMap<>();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Consumer<byte[]>> readers;
    private final Thread thread = new Thread(this::follow, "run-monitor");
    private volatile boolean finishing;

    /** @param statistics takes up what the file has of its run */
    RunMonitor(KafkaSettings settings, RunStatistics statistics, StatisticsFile file) {
        this.statistics = statistics;
        this.file = file;
        file.load(statistics.run()).ifPresent(stored -> {
            statistics.restore(stored.statistics());
            offsets.putAll(stored.offsets());
        });
        consumer = new KafkaConsumer<>(
                settings.consumer("run-monitor"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        TopicPartitions.assignFromBeginning(
                consumer,
                Topic.CANDIDATES,
                Topic.SCORED,
                Topic.REJECTED,
                Topic.AUDITS,
                Topic.UPDATES);
        for (TopicPartition partition : consumer.assignment()) {
            Long offset = offsets.get(partition.toString());
            if (offset != null) {
                consumer.seek(partition, offset);
            }
        }
        readers = Map.of(
                Topic.CANDIDATES.topicName(),
                        reader(Topic.CANDIDATES, Candidate.class, statistics::accept),
                Topic.SCORED.topicName(), reader(Topic.SCORED, Scored.class, statistics::accept),
                Topic.REJECTED.topicName(),
                        reader(Topic.REJECTED, Rejected.class, statistics::accept),
                Topic.AUDITS.topicName(),
                        reader(Topic.AUDITS, Scored.class, statistics::acceptAudit),
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
            long savedNanos = System.nanoTime();
            while (!(finishing && atEnd)) {
                var records = consumer.poll(Duration.ofMillis(250));
                records.forEach(this::read);
                if (System.nanoTime() - savedNanos >= SAVE_PERIOD.toNanos()) {
                    save();
                    savedNanos = System.nanoTime();
                }
                // Finishing counts only if the end was seen after everybody had stopped writing.
                atEnd = finishing && records.isEmpty() && TopicPartitions.isAtEnd(consumer);
            }
        } catch (org.apache.kafka.common.errors.WakeupException e) {
            LOG.fine("stopped before the end");
        }
        save();
    }

    private void save() {
        try {
            file.save(new StatisticsFile.Stored(statistics.state(), offsets));
        } catch (IOException e) {
            // Counted again from the last that was stored.
            LOG.log(Level.FINE, "the statistics could not be stored", e);
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        offsets.put(record.topic() + "-" + record.partition(), record.offset() + 1);
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
