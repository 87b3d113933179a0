package io.nucleate.scorer.service;

import io.nucleate.broker.LocalBroker;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.TopicAdmin;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Gives each test a real broker with the topics of the loop. */
abstract class BrokerTest {
    /**
     * Loggers that write only errors. The log manager forgets the levels of unreferenced loggers.
     */
    private static final List<Logger> QUIET = Stream.of(
                    "kafka", "org.apache.kafka", "state.change.logger")
            .map(Logger::getLogger)
            .toList();

    @TempDir
    Path directory;

    private LocalBroker broker;
    KafkaSettings kafka;

    @BeforeEach
    final void startBroker() {
        QUIET.forEach(logger -> logger.setLevel(Level.SEVERE));
        broker = LocalBroker.start(directory.resolve("broker"), 0);
        kafka = new KafkaSettings(broker.bootstrapServers());
        TopicAdmin.ensure(kafka, 1);
    }

    @AfterEach
    final void stopBroker() {
        broker.close();
    }
}
