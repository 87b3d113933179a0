package io.nucleate.dashboard.streams;

import io.nucleate.dashboard.view.catalogue.Catalogue;
import io.nucleate.dashboard.view.catalogue.Discoveries;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicPartitions;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jboss.logging.Logger;

import java.time.Duration;

/**
 * Reads the topic of discoveries, as anybody could, into a list of those of all instances. It is a
 * second behind the stores that they come from.
 */
final class CatalogueFollower implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(CatalogueFollower.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaSettings kafka;
    private final java.util.function.Consumer<Throwable> onFailure;
    private final Discoveries discoveries = new Discoveries(1);
    private final Deserializer<Scored> decoder = AvroSerde.of(Scored.class).deserializer();
    private final Thread thread = new Thread(this::run, "catalogue");
    private volatile boolean isClosed;

    /** @param onFailure is told what it cannot go on after */
    CatalogueFollower(KafkaSettings kafka, java.util.function.Consumer<Throwable> onFailure) {
        this.kafka = kafka;
        this.onFailure = onFailure;
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns the list; it is not ready until the topic has been read to its end once. */
    Discoveries discoveries() {
        return discoveries;
    }

    private void run() {
        while (!isClosed) {
            try (Consumer<String, byte[]> consumer = kafka.connectConsumer("dashboard-catalogue")) {
                follow(consumer);
            } catch (TimeoutException e) {
                LOG.warnf("Reading the catalogue again from its beginning: %s", e.getMessage());
            } catch (RuntimeException e) {
                if (!isClosed) {
                    onFailure.accept(e);
                }
                return;
            }
        }
    }

    private void follow(Consumer<String, byte[]> consumer) {
        Catalogue catalogue = discoveries.empty();
        TopicPartitions.assignFromBeginning(consumer, Topic.CATALOGUE);
        TopicPartitions.readToPresentEnd(consumer, record -> take(catalogue, record));
        discoveries.assign(0, catalogue);
        while (!isClosed) {
            consumer.poll(POLL).forEach(record -> take(catalogue, record));
        }
    }

    private void take(Catalogue catalogue, ConsumerRecord<String, byte[]> record) {
        Catalogue.Key key = StateStore.discoveryOf(record.key());
        if (record.value() == null) {
            catalogue.remove(key);
        } else {
            catalogue.put(key, decoder.deserialize(record.topic(), record.value()));
        }
    }

    @Override
    public void close() {
        isClosed = true;
    }
}
